/** What falls off a grid when one of its feet leaves. */
import type { CommunityGraph } from './community.ts';

/** One search that spreads from a neighbour of the foot that leaves. */
interface Search {
  /** Searches that met are one; this leads to the one that stands for them. */
  into: Search | null;
  /** In the order in which they were reached; those before `next` are done. */
  readonly reached: number[];
  next: number;
}

/** Parts that lose their way to the rest of `grid` when `leaving` leaves it, all but one of them.
 *
 * The searches from all neighbours take turns, and the last that still goes on is left alone: it
 * costs about as much as what falls off is large, however large the grid is. Mostly the neighbours
 * meet around the foot at once.
 *
 * @param grid (n,) of the atoms; only feet are looked at.
 */
export function fallsOff(graph: CommunityGraph, grid: Int32Array, leaving: number): number[][] {
  const own = grid[leaving] as number;
  const owner = new Map<number, Search>();
  for (const foot of crossings(graph, grid, leaving, own)) {
    owner.set(foot, { into: null, reached: [foot], next: 0 });
  }
  let open = new Set(owner.values());
  const fallen: number[][] = [];
  while (open.size > 1) {
    for (const search of open) {
      if (search.into === null) {
        spread(graph, grid, search, owner, leaving);
      }
    }
    const left = [...open].filter((one) => one.into === null);
    const ended = left.filter((one) => one.next === one.reached.length);
    const going = left.filter((one) => one.next < one.reached.length);
    // Where all end at once one of them is the rest.
    const rest = going.length > 0 ? null : largest(ended);
    fallen.push(...ended.filter((one) => one !== rest).map((one) => one.reached));
    open = new Set(going);
  }
  return fallen;
}

function largest(ended: readonly Search[]): Search | null {
  return ended.reduce<Search | null>(
    (best, one) => (best && best.reached.length >= one.reached.length ? best : one),
    null,
  );
}

/** Take one foot of a search and reach its neighbours; searches that meet become one. */
function spread(
  graph: CommunityGraph,
  grid: Int32Array,
  search: Search,
  owner: Map<number, Search>,
  leaving: number,
): void {
  const at = search.reached[search.next];
  if (at === undefined) {
    return;
  }
  search.next += 1;
  let mine = search;
  for (const next of crossings(graph, grid, at, grid[leaving] as number)) {
    const known = owner.get(next);
    if (next === leaving || (known && standing(known) === mine)) {
      continue;
    }
    if (known) {
      mine = join(mine, standing(known));
      continue;
    }
    owner.set(next, mine);
    mine.reached.push(next);
  }
}

function standing(search: Search): Search {
  let found = search;
  while (found.into !== null) {
    found = found.into;
  }
  return found;
}

/** The larger takes the smaller in: what is done stays in front of what waits. */
function join(one: Search, other: Search): Search {
  const [into, gone] = one.reached.length >= other.reached.length ? [one, other] : [other, one];
  const waiting = into.reached.splice(into.next);
  into.reached.push(...gone.reached.slice(0, gone.next));
  into.next = into.reached.length;
  into.reached.push(...waiting, ...gone.reached.slice(gone.next));
  gone.into = into;
  return into;
}

/** Feet of a grid that one can cross to from a foot. */
export function* crossings(
  graph: CommunityGraph,
  grid: Int32Array,
  at: number,
  wanted: number,
): Generator<number> {
  const { start, items } = graph.beside;
  const end = start[at + 1] as number;
  for (let place = start[at] as number; place < end; place += 1) {
    const next = items[place] as number;
    if (graph.passable[place] && grid[next] === wanted) {
      yield next;
    }
  }
}
