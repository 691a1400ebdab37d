/** What is chosen; it lies in the page's address. */
import { signal } from '@lit-labs/signals';
import { notePlan, route } from '../app/route.ts';

export interface Chosen {
  readonly grids: readonly number[];
  readonly atoms: readonly number[];
}

const NOTHING: Chosen = { grids: [], atoms: [] };

export function chosen(): Chosen {
  const now = route.get();
  return now.page === 'plan' ? { grids: now.grids, atoms: now.atoms } : NOTHING;
}

/** Choose exactly this. */
export function choose(wanted: Partial<Chosen>): void {
  notePlan({ ...NOTHING, ...wanted });
}

/** What is chosen after a click on a unit: it alone, or with `more` it besides the others; what
 * was chosen already is then let go. */
export function clicked(
  now: readonly number[],
  unit: number | null,
  more: boolean,
): readonly number[] {
  if (unit === null) {
    return more ? now : [];
  }
  if (!more) {
    return [unit];
  }
  return now.includes(unit) ? now.filter((one) => one !== unit) : [...now, unit];
}

/** The atom one stands on, for walking by keys. */
export const here = signal<number | null>(null);
