/** Findings put off for later, kept in this browser for each plan. */
import { type Signal, signal } from '@lit-labs/signals';
import { read, write } from '../ui/memory.ts';

const known = new Map<number, Signal.State<ReadonlySet<string>>>();

/** Ids of the findings of a plan that were put off. */
export function later(plan: number): Signal.State<ReadonlySet<string>> {
  const state = known.get(plan) ?? signal<ReadonlySet<string>>(new Set(kept(plan)));
  known.set(plan, state);
  return state;
}

/** Put a finding off, or take it up again. */
export function putOff(plan: number, finding: string, wanted: boolean): void {
  const state = later(plan);
  const next = new Set(state.get());
  if (wanted) {
    next.add(finding);
  } else {
    next.delete(finding);
  }
  state.set(next);
  write(name(plan), [...next]);
}

const name = (plan: number) => `later.${plan}`;

function kept(plan: number): string[] {
  const found = read<unknown>(name(plan), []);
  return Array.isArray(found) ? found.filter((one) => typeof one === 'string') : [];
}
