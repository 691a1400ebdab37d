/** Grids of one community, for tests. */
import type { Grid, Rules } from './types.ts';

const HOME = '990121100001';
export const RULES: Rules = {
  band: { lower: 300, upper: 500 },
  microBand: null,
  by: 'households',
};

/** A base grid in the middle of its band, but for what is given. */
export function fakeGrid(id: number, more: Partial<Grid> = {}): Grid {
  return {
    id,
    code: `${HOME}${String(id).padStart(3, '0')}`,
    community: HOME,
    kind: 'base',
    category: null,
    name: '',
    name_en: '',
    post: null,
    reason: null,
    locked: false,
    version: 0,
    households: 400,
    residents: 1000,
    buildings: 10,
    atoms: 10,
    pieces: 1,
    ...more,
  };
}
