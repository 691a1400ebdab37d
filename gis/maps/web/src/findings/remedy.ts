/** Suggestions for one finding or grid: asked for, shown as ghosts on the map, carried out. */
import { signal } from '@lit-labs/signals';
import { api, asProblem, type Problem, type Schemas, told } from '../api/client.ts';
import { shownMap } from '../map/contract.ts';
import type { PlanStore } from '../plan/contract.ts';
import type { Applied, Wish } from '../plan/types.ts';

export type Suggestion = Schemas['Suggestion'];

/** What is to be mended. */
export type Subject =
  | { readonly audit: number; readonly finding: string }
  | { readonly grid: number };

export interface Remedy {
  readonly subject: Subject;
  readonly state: 'asking' | 'here' | 'applying';
  readonly version: number;
  readonly suggestions: readonly Suggestion[];
  readonly chosen: number;
  /** Why nothing helps; null where something does. */
  readonly reason: { readonly zh: string; readonly en: string } | null;
  readonly problem: Problem | null;
}

/** What is on offer now; null where nothing was asked for. */
export const remedy = signal<Remedy | null>(null);

/** Ask for suggestions, and show the first. */
export async function ask(store: PlanStore, subject: Subject): Promise<void> {
  const asking: Remedy = {
    subject,
    state: 'asking',
    version: store.version.get(),
    suggestions: [],
    chosen: 0,
    reason: null,
    problem: null,
  };
  show(asking);
  const found = await answer(store, subject);
  if (remedy.get() === asking) {
    show({ ...asking, ...found, state: 'here' });
  }
}

/** Show another of the suggestions. */
export function choose(at: number): void {
  const now = remedy.get();
  if (now && at >= 0 && at < now.suggestions.length) {
    show({ ...now, chosen: at });
  }
}

/** Nothing is on offer any more. */
export function dismiss(): void {
  show(null);
}

/** Carry out what is chosen; null where it waits for the service to come back.
 *
 * Where the plan was changed since it was suggested, it is asked for again instead.
 *
 * @throws Problem
 */
export async function apply(store: PlanStore): Promise<Applied | null | 'asked again'> {
  const now = remedy.get();
  const chosen = now?.suggestions[now.chosen];
  if (now?.state !== 'here' || !chosen) {
    return null;
  }
  if (store.version.get() > now.version) {
    await ask(store, now.subject);
    return 'asked again';
  }
  remedy.set({ ...now, state: 'applying' });
  try {
    const applied = await store.edit(chosen.wish as Wish);
    show(null);
    return applied;
  } catch (error) {
    show({ ...now, state: 'here' });
    throw error;
  }
}

async function answer(store: PlanStore, body: Subject): Promise<Partial<Remedy>> {
  try {
    const params = { path: { plan: store.id } };
    const { version, suggestions, reason } = await told(
      api.POST('/api/v1/plans/{plan}/suggestions', { params, body }),
    );
    // Lines come typed as lists of any length.
    return { version, reason, suggestions: suggestions as unknown as readonly Suggestion[] };
  } catch (error) {
    return { problem: asProblem(error) };
  }
}

function show(next: Remedy | null): void {
  remedy.set(next);
  const chosen = next?.suggestions[next.chosen];
  shownMap.get()?.mark('ghost', chosen?.atoms.map((one) => one.atom) ?? []);
}
