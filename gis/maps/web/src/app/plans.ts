/** Plans and datasets as the first page orders them, and what to do next. */
import { api, type Schemas, told } from '../api/client.ts';

export type Plan = Schemas['Plan'];
export type Dataset = Schemas['DatasetShown'];

const PAGE = 200;
const MOST_PAGES = 10;

/** All plans the caller may see, newest first. */
export async function allPlans(): Promise<Plan[]> {
  return paged((query) => told(api.GET('/api/v1/plans', { params: { query } })));
}

/** All datasets of the caller's jurisdictions, newest first; none where they may not see them. */
export async function allDatasets(): Promise<Dataset[]> {
  const found = await paged((query) => told(api.GET('/api/v1/datasets', { params: { query } })));
  return found.reverse();
}

interface Page<T> {
  readonly items: T[];
  readonly next?: string | null;
}

async function paged<T extends { readonly id: number }>(
  ask: (query: { limit: number; after?: number }) => Promise<Page<T>>,
): Promise<T[]> {
  const all: T[] = [];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const last = all.at(-1)?.id;
    const { items, next } = await ask(
      last === undefined ? { limit: PAGE } : { limit: PAGE, after: last },
    );
    all.push(...items);
    if (!next) {
      break;
    }
  }
  return all;
}

interface Sorted {
  /** In force now. */
  readonly published: readonly Plan[];
  /** Being worked on: drafts, and those that wait for approval. */
  readonly open: readonly Plan[];
  readonly superseded: readonly Plan[];
}

/** By what can be done with them; what was worked on last comes first. */
export function sorted(plans: readonly Plan[]): Sorted {
  const byTime = [...plans].sort((a, b) => touched(b).localeCompare(touched(a)));
  return {
    published: byTime.filter((plan) => plan.state === 'published'),
    open: byTime.filter((plan) => plan.state === 'draft' || plan.state === 'submitted'),
    superseded: byTime.filter((plan) => plan.state === 'superseded'),
  };
}

/** When a plan was changed last. */
export function touched(plan: Plan): string {
  return plan.edited_at ?? plan.created_at;
}

/** Those whose name, dataset, code, number or people contain each word of a text. */
export function filtered(plans: readonly Plan[], text: string): Plan[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return plans.filter((plan) => {
    const { name, dataset_name, jurisdiction, created_by, edited_by, id } = plan;
    const all = [name, dataset_name, jurisdiction, created_by, edited_by ?? '', String(id)];
    const line = all.join('\n').toLowerCase();
    return words.every((word) => line.includes(word));
  });
}

export type Next =
  | { readonly do: 'import' }
  | { readonly do: 'propose'; readonly dataset: Dataset }
  | { readonly do: 'approve' | 'edit' | 'branch' | 'look'; readonly plan: Plan }
  | { readonly do: 'wait' };

export interface Abilities {
  readonly user: string;
  readonly mayPlan: (jurisdiction: string) => boolean;
  readonly mayApprove: (jurisdiction: string) => boolean;
}

/** What somebody would do next, with what there is and what they may. */
export function nextStep(
  plans: readonly Plan[],
  datasets: readonly Dataset[],
  can: Abilities,
): Next {
  const { open, published } = sorted(plans);
  // A second person approves.
  const waiting = open.find(
    (plan) =>
      plan.state === 'submitted' &&
      can.mayApprove(plan.jurisdiction) &&
      plan.submitted_by !== can.user,
  );
  if (waiting) {
    return { do: 'approve', plan: waiting };
  }
  const draft = open.find((plan) => plan.state === 'draft' && can.mayPlan(plan.jurisdiction));
  if (draft) {
    return { do: 'edit', plan: draft };
  }
  const inForce = published.find((plan) => can.mayPlan(plan.jurisdiction));
  if (inForce) {
    return { do: 'branch', plan: inForce };
  }
  const dataset = datasets.find((one) => can.mayPlan(one.jurisdiction));
  if (dataset) {
    return { do: 'propose', dataset };
  }
  if (datasets.length === 0 && can.mayPlan('')) {
    return { do: 'import' };
  }
  const [first] = published;
  return first ? { do: 'look', plan: first } : { do: 'wait' };
}

/** A name that no plan has yet: the same with the next number. */
export function freeName(wanted: string, plans: readonly Pick<Plan, 'name'>[]): string {
  const taken = new Set(plans.map((plan) => plan.name));
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) {
    name = `${wanted} ${number}`;
  }
  return name;
}
