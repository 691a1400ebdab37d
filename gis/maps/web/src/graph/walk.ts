/** Finding atoms by where they lie: across borders, towards a side, in a ring. */
import { away, type CommunityGraph, feetOf, row } from './community.ts';
import type { Direction, Position } from './protocol.ts';

/** Feet of one grid that border on another, with their distance from a position, nearest first. */
export function frontier(
  graph: CommunityGraph,
  from: number,
  to: number,
  at: Position,
): { at: number; metres: number }[] {
  return feetOf(graph, from)
    .filter((foot) => bordersOn(graph, foot, to))
    .map((foot) => ({ at: foot, metres: Math.hypot(...away(graph, foot, at)) }))
    .sort((one, other) => one.metres - other.metres || one.at - other.at);
}

function bordersOn(graph: CommunityGraph, foot: number, grid: number): boolean {
  return row(graph.beside, foot).some((other) => graph.grid[other] === grid);
}

/** Metres of border between each pair of grids; each pair under both. */
export function borders(graph: CommunityGraph): Map<number, Map<number, number>> {
  const found = new Map<number, Map<number, number>>();
  const { start, items } = graph.beside;
  for (let at = 0; at < graph.id.length; at += 1) {
    const own = graph.grid[at] as number;
    const metres = found.get(own) ?? new Map<number, number>();
    found.set(own, metres);
    for (let place = start[at] as number; place < (start[at + 1] as number); place += 1) {
      const other = graph.grid[items[place] as number] as number;
      if (other !== own) {
        metres.set(other, (metres.get(other) ?? 0) + (graph.metres[place] as number));
      }
    }
  }
  return found;
}

const TOWARDS: Readonly<Record<Direction, readonly [east: number, north: number]>> = {
  east: [1, 0],
  north: [0, 1],
  west: [-1, 0],
  south: [0, -1],
};
/** How far from the direction asked for a neighbour may lie: the cosine of 60 degrees. */
const WIDEST = 0.5;

/** The neighbour of a foot that lies most in a direction; -1 where there is none. */
export function neighbourTowards(graph: CommunityGraph, at: number, direction: Direction): number {
  const origin = positionOf(graph, at);
  return best(graph, row(graph.beside, at), origin, direction).at;
}

/** The foot of a community that lies nearest in a direction, whether or not it borders. */
export function nearestTowards(
  graph: CommunityGraph,
  origin: Position,
  direction: Direction,
): { at: number; score: number } {
  return best(graph, graph.foot, origin, direction);
}

/** Scored by metres, more the further aside they lie. */
function best(
  graph: CommunityGraph,
  feet: Iterable<number>,
  origin: Position,
  direction: Direction,
): { at: number; score: number } {
  const [east, north] = TOWARDS[direction];
  let found = { at: -1, score: Number.POSITIVE_INFINITY };
  for (const foot of feet) {
    const [dx, dy] = away(graph, foot, origin);
    const metres = Math.hypot(dx, dy);
    const cosine = metres > 0 ? (dx * east + dy * north) / metres : 0;
    const score = metres / cosine ** 2;
    if (cosine >= WIDEST && score < found.score) {
      found = { at: foot, score };
    }
  }
  return found;
}

export function positionOf(graph: CommunityGraph, at: number): Position {
  return [graph.lon[at] as number, graph.lat[at] as number];
}

/** Atoms whose point lies in a ring, by the even-odd rule. */
export function within(
  graph: CommunityGraph,
  ring: readonly Position[],
  grid: number | undefined,
): number[] {
  const found: number[] = [];
  for (let at = 0; at < graph.id.length; at += 1) {
    if ((grid === undefined || graph.grid[at] === grid) && inRing(positionOf(graph, at), ring)) {
      found.push(at);
    }
  }
  return found;
}

function inRing([x, y]: Position, ring: readonly Position[]): boolean {
  let inside = false;
  let before = ring.at(-1);
  for (const after of ring) {
    if (before && before[1] > y !== after[1] > y) {
      const [x0, y0] = before;
      const crossing = x0 + ((y - y0) / (after[1] - y0)) * (after[0] - x0);
      inside = x < crossing ? !inside : inside;
    }
    before = after;
  }
  return inside;
}
