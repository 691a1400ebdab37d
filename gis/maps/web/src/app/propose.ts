/** Opens the dialog that proposes plans for a dataset; it is loaded when it is needed. */
import { present } from '../ui/dialogs.ts';

export interface Defaults {
  /** A plan to stay close to. */
  readonly closeTo?: number;
  /** Codes of communities or streets; all of the dataset without. */
  readonly communities?: readonly string[];
  readonly name?: string;
}

/** Ask for the parameters of a proposal, follow it, and show what came out. */
export async function propose(dataset: number, defaults: Defaults = {}): Promise<void> {
  const { WgProposalDialog } = await import('./wg-proposal-dialog.ts');
  present(Object.assign(new WgProposalDialog(), { town: dataset, defaults }));
}

/** Show how proposals go that were begun before, and what came out of them, side by side. */
export async function showProposals(jobs: readonly number[]): Promise<void> {
  const { WgProposalDialog } = await import('./wg-proposal-dialog.ts');
  present(Object.assign(new WgProposalDialog(), { numbers: jobs }));
}
