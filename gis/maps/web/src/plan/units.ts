/** The grids of a plan as edits change them; rules and communities as the page shows them. */
import type { Schemas } from '../api/client.ts';
import type { Change } from '../graph/protocol.ts';
import { standing } from './standing.ts';
import type { Grid, Plan, Rules, Standing } from './types.ts';

type Community = Schemas['Community'];
export type Grids = ReadonlyMap<number, Grid>;
/** A grid as answers and events tell it: logs of earlier releases tell less. */
export type Counted = Partial<Schemas['GridCounts']> & { readonly id: number };

export function byId<T extends { readonly id: number }>(units: Iterable<T>): Map<number, T> {
  return new Map([...units].map((unit) => [unit.id, unit]));
}

/** Grids as they are once some have changed; what is older than what is known changes nothing. */
export function changed(grids: Grids, told: readonly Counted[]): Grids {
  const found = new Map(grids);
  for (const unit of told) {
    const known = grids.get(unit.id);
    if (known && (unit.version ?? 0) < known.version) {
      continue;
    }
    if (unit.live === false) {
      found.delete(unit.id);
    } else {
      found.set(unit.id, merged(known, unit));
    }
  }
  return found;
}

function merged(known: Grid | undefined, { live: _, ...told }: Counted): Grid {
  const given = Object.fromEntries(
    Object.entries(told).filter(([name, value]) => value !== null || NULLABLE.has(name)),
  );
  return { ...UNKNOWN, ...known, ...given } as Grid;
}

const NULLABLE = new Set(['category', 'reason', 'post']);
const UNKNOWN: Omit<Grid, 'id'> = {
  code: '',
  community: '',
  kind: 'base',
  category: null,
  name: '',
  name_en: '',
  post: null,
  reason: null,
  locked: false,
  version: 0,
  households: 0,
  residents: 0,
  buildings: 0,
  atoms: 0,
  pieces: 1,
};

/** Counts as they will be once edits on their way have arrived. */
export function foreseen(grids: Grids, changes: readonly Change[]): Grids {
  if (changes.length === 0) {
    return grids;
  }
  const found = new Map(grids);
  for (const { grid, before, after } of changes) {
    const known = grid === null ? undefined : found.get(grid);
    if (known) {
      found.set(known.id, {
        ...known,
        households: known.households + after.households - before.households,
        residents: known.residents + after.residents - before.residents,
        buildings: known.buildings + after.buildings - before.buildings,
        atoms: known.atoms + after.atoms - before.atoms,
        pieces: known.pieces + after.pieces - before.pieces,
      });
    }
  }
  return found;
}

export function rulesOf(plan: Plan): Rules {
  const {
    band,
    micro_band: micro,
    by,
  } = plan.rules as {
    band: string;
    micro_band: string | null;
    by: Rules['by'];
  };
  return { band: range(band), microBand: micro === null ? null : range(micro), by };
}

function range(text: string): { lower: number; upper: number } {
  const [lower = 0, upper = 0] = text.split(':').map(Number);
  return { lower, upper };
}

interface Tally extends Record<Standing, number> {
  grids: number;
  atoms: number;
}

/** Communities with the state of their grids as it is now. */
export function recounted(
  communities: readonly Community[],
  grids: Grids,
  rules: Rules,
): Community[] {
  const tallies = new Map(communities.map(({ code }) => [code, nothing()]));
  for (const grid of grids.values()) {
    const tally = tallies.get(grid.community);
    if (tally) {
      tally.grids += 1;
      tally.atoms += grid.atoms;
      tally[standing(grid, rules)] += 1;
    }
  }
  return communities.map((community) => {
    const { within, ...counts } = tallies.get(community.code) ?? nothing();
    return { ...community, ...counts, in_band: within };
  });
}

function nothing(): Tally {
  return { grids: 0, atoms: 0, below: 0, within: 0, above: 0, dedicated: 0, excused: 0 };
}
