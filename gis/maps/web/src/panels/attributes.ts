/** What of a grid's attributes was changed in a form. */
import type { Grid, Wish } from '../plan/types.ts';

export type Attributes = Extract<Wish, { type: 'attributes' }>;

export interface Filled {
  readonly code: string;
  readonly name: string;
  readonly name_en: string;
  readonly post: string;
  readonly locked: boolean;
}

/** Only what differs from the grid as it is: what others changed meanwhile stays as they left it. */
export function changes(grid: Grid, form: Filled): Partial<Filled> {
  const now: Filled = { ...grid, post: grid.post ?? '' };
  const names = ['code', 'name', 'name_en', 'post', 'locked'] as const;
  return Object.fromEntries(
    names.filter((name) => form[name] !== now[name]).map((name) => [name, form[name]]),
  );
}
