/** What can be done with what is chosen, and why something cannot. Pure. */
import type { AtomTold } from '../graph/protocol.ts';
import type { Grid } from '../plan/types.ts';

const OFFERS = [
  'merge',
  'halve',
  'resolve',
  'microgrids',
  'dedicate',
  'undedicate',
  'lock',
  'unlock',
  'move',
  'newGrid',
  'newMicrogrid',
  'tower',
] as const;
export type OfferName = (typeof OFFERS)[number];

/** Why an offer does not apply now. */
export type Hindrance = 'locked' | 'communities' | 'grids';

export interface Offer {
  readonly name: OfferName;
  readonly hindered: Hindrance | null;
}

/** What can be done with some grids. */
export function forGrids(grids: readonly Grid[]): Offer[] {
  const [first] = grids;
  if (!first) {
    return [];
  }
  const locked: Hindrance | null = grids.some((grid) => grid.locked) ? 'locked' : null;
  const apart: Hindrance | null = grids.some((grid) => grid.community !== first.community)
    ? 'communities'
    : null;
  const several = grids.length > 1;
  const own: Offer[] = several
    ? [
        { name: 'merge', hindered: locked ?? apart },
        { name: 'resolve', hindered: locked ?? apart },
      ]
    : [{ name: 'halve', hindered: locked }];
  const kind: Offer[] = several
    ? []
    : [{ name: first.kind === 'dedicated' ? 'undedicate' : 'dedicate', hindered: locked }];
  const lock: Offer = grids.every((grid) => grid.locked)
    ? { name: 'unlock', hindered: null }
    : { name: 'lock', hindered: null };
  return [...own, { name: 'microgrids', hindered: locked }, ...kind, lock];
}

/** What can be done with some atoms. */
export function forAtoms(atoms: readonly AtomTold[], grids: ReadonlyMap<number, Grid>): Offer[] {
  const [first] = atoms;
  if (!first) {
    return [];
  }
  const locked: Hindrance | null = atoms.some((atom) => grids.get(atom.grid)?.locked)
    ? 'locked'
    : null;
  const apart: Hindrance | null = atoms.some((atom) => atom.community !== first.community)
    ? 'communities'
    : null;
  const several: Hindrance | null = atoms.some((atom) => atom.grid !== first.grid) ? 'grids' : null;
  const out = locked ?? apart;
  const offers: Offer[] = [
    { name: 'move', hindered: out },
    { name: 'newGrid', hindered: out },
    { name: 'newMicrogrid', hindered: out ?? several },
    { name: 'dedicate', hindered: out },
  ];
  if (several) {
    offers.push({ name: 'resolve', hindered: out });
  }
  if (atoms.length === 1 && first.buildings > 0) {
    offers.push({ name: 'tower', hindered: locked });
  }
  return offers;
}
