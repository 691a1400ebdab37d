/** What the dialogs of the tools have in common: a form that makes one edit. */
import { type CSSResultGroup, css } from 'lit';
import type { PlanStore } from '../plan/contract.ts';
import type { Applied, Wish } from '../plan/types.ts';
import { FormDialog } from '../ui/form-dialog.ts';
import { commit } from './commit.ts';

export abstract class EditDialog extends FormDialog {
  static override styles: CSSResultGroup = [
    FormDialog.styles,
    css`
      dialog {
        width: min(560px, calc(100vw - 32px));
      }
      fieldset {
        display: grid;
        gap: 8px;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        margin-bottom: 8px;
        padding: 0;
        font-weight: 550;
      }
      td:has(input[type='radio']) {
        width: 32px;
      }
      td input[type='radio'] {
        display: block;
      }
      .body {
        overflow-x: hidden;
      }
      .name {
        max-width: 200px;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];

  store!: PlanStore;

  /** What is asked of the service; null where the form is not complete. */
  protected abstract wish(): Wish | null;
  /** After the service did it. */
  protected applied(_applied: Applied): void {
    // Most have nothing more to do.
  }

  protected override ready(): boolean {
    return this.wish() !== null;
  }

  protected async send(): Promise<void> {
    const wish = this.wish();
    if (!wish) {
      return;
    }
    const waiting = this.store.pending.get().length;
    const applied = await commit(this.store, wish);
    // Refused: the reason is told, and the form stays to be changed. Kept for later: all is done.
    if (applied) {
      this.applied(applied);
    }
    if (applied || this.store.pending.get().length > waiting) {
      this.dialog.close();
    }
  }
}
