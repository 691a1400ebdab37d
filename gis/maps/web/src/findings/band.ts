/** Grids by how far they lie from the band: what the band meter shows. */
import { load, standing } from '../plan/standing.ts';
import type { Grid, Rules } from '../plan/types.ts';

export type Section = 'out' | 'excused' | 'within';

export interface Reading {
  readonly grid: Grid;
  readonly value: number;
  /** Outside of the band by so much; 0 within. */
  readonly distance: number;
  /** Within the band: to its nearer end. */
  readonly room: number;
  readonly section: Section;
}

const ORDER: readonly Section[] = ['out', 'excused', 'within'];

/** Base grids, those farthest outside first; then excused ones, then those with least room. */
export function readings(grids: Iterable<Grid>, rules: Rules, community = ''): Reading[] {
  return [...grids]
    .filter((grid) => grid.kind === 'base' && (community === '' || grid.community === community))
    .map((grid) => reading(grid, rules))
    .sort(
      (a, b) =>
        ORDER.indexOf(a.section) - ORDER.indexOf(b.section) ||
        b.distance - a.distance ||
        a.room - b.room ||
        (a.grid.code < b.grid.code ? -1 : 1),
    );
}

function reading(grid: Grid, rules: Rules): Reading {
  const { lower, upper } = rules.band;
  const value = load(grid, rules);
  const where = standing(grid, rules);
  return {
    grid,
    value,
    distance: Math.max(0, lower - value, value - upper),
    room: Math.max(0, Math.min(value - lower, upper - value)),
    section: where === 'within' ? 'within' : where === 'excused' ? 'excused' : 'out',
  };
}

/** The next grid that is out of the band without an excuse, after one; round from the start. */
export function nextOut(all: readonly Reading[], after: number | null, back = false): Grid | null {
  const out = all.filter((one) => one.section === 'out').map((one) => one.grid);
  const at = out.findIndex((one) => one.id === after);
  const wanted = back ? (at < 0 ? out.length : at) - 1 : at + 1;
  return out.at(wanted < out.length ? wanted : 0) ?? null;
}

/** Left end and width in per cent of a bar that shows a value, and of the band: the scale ends a
 * quarter beyond the band, or at the greatest value. */
export function bar(
  value: number,
  { band }: Rules,
): { readonly filled: number; readonly from: number; readonly to: number } {
  const end = Math.max(band.upper * 1.25, 1);
  const share = (count: number) => Math.min(100, Math.round((1000 * count) / end) / 10);
  return { filled: share(value), from: share(band.lower), to: share(band.upper) };
}
