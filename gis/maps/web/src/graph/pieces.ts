/** Which parts of a grid one cannot walk between without leaving it.
 *
 * The service's rule: atoms connect across borders that can be crossed, and floors of a tower to
 * each other. A tower lies in one grid as a whole, so that its foot speaks for all its floors.
 */
import { type CommunityGraph, feetOf, row } from './community.ts';

/** How many parts each of some grids has, under `grid` (n,) of the atoms.
 *
 * @param feet all that may lie in these grids.
 */
export function countPieces(
  graph: CommunityGraph,
  grid: Int32Array,
  feet: readonly number[],
  wanted: ReadonlySet<number>,
): Map<number, number> {
  const counts = new Map([...wanted].map((one) => [one, 0]));
  flood(graph, grid, feet, wanted, (found) => counts.set(found, (counts.get(found) ?? 0) + 1));
  return counts;
}

/** The feet of each part of a grid, those with most households first; see `countPieces`. */
export function piecesOf(
  graph: CommunityGraph,
  grid: Int32Array,
  feet: readonly number[],
  wanted: number,
): number[][] {
  const parts: number[][] = [];
  const part = flood(graph, grid, feet, new Set([wanted]), () => parts.push([]));
  for (const at of feet) {
    parts[part[at] as number]?.push(at);
  }
  const weight = (own: number[]) => own.reduce((sum, foot) => sum + households(graph, foot), 0);
  return parts
    .map((own) => ({ own, weight: weight(own) }))
    .sort((one, other) => other.weight - one.weight || other.own.length - one.own.length)
    .map(({ own }) => own);
}

function households(graph: CommunityGraph, foot: number): number {
  return row(graph.stacks, foot).reduce((sum, at) => sum + (graph.households[at] as number), 0);
}

/** Number the parts of some grids one after another: (n,) part of each foot, -1 for other atoms. */
function flood(
  graph: CommunityGraph,
  grid: Int32Array,
  feet: readonly number[],
  wanted: ReadonlySet<number>,
  begun: (grid: number) => void,
): Int32Array {
  const { start, items } = graph.beside;
  const count = graph.id.length;
  const part = new Int32Array(count).fill(-1);
  const waiting = new Int32Array(feet.length);
  let parts = 0;
  for (const seed of feet) {
    const own = grid[seed] as number;
    if (part[seed] !== -1 || !wanted.has(own)) {
      continue;
    }
    begun(own);
    part[seed] = parts;
    waiting[0] = seed;
    for (let size = 1; size > 0; ) {
      size -= 1;
      const at = waiting[size] as number;
      const end = start[at + 1] as number;
      for (let place = start[at] as number; place < end; place += 1) {
        const next = items[place] as number;
        if (graph.passable[place] && part[next] === -1 && grid[next] === own) {
          part[next] = parts;
          waiting[size] = next;
          size += 1;
        }
      }
    }
    parts += 1;
  }
  return part;
}

/** Feet whose leaving alone would leave a grid in more parts than before: its cut vertices.
 *
 * A grid of several parts may keep as many; one more is one too many, so that the rule is the same
 * for each part by itself.
 */
export function cutFeet(graph: CommunityGraph, wanted: number): number[] {
  const count = graph.id.length;
  const walk: Walk = {
    seen: new Int32Array(count).fill(-1),
    lowest: new Int32Array(count),
    parent: new Int32Array(count).fill(-1),
    place: new Int32Array(count),
    cut: new Uint8Array(count),
    clock: 0,
  };
  const feet = feetOf(graph, wanted);
  for (const root of feet) {
    if (walk.seen[root] === -1) {
      walkFrom(graph, wanted, root, walk);
    }
  }
  return feet.filter((at) => walk.cut[at]);
}

interface Walk {
  readonly seen: Int32Array;
  readonly lowest: Int32Array;
  readonly parent: Int32Array;
  /** Where the walk goes on in the row of each foot. */
  readonly place: Int32Array;
  readonly cut: Uint8Array;
  clock: number;
}

/** Tarjan's walk through one part, without recursion: parts may be long. */
function walkFrom(graph: CommunityGraph, wanted: number, root: number, walk: Walk): void {
  let branches = 0;
  enter(graph, root, walk);
  for (let at = root; at !== -1; ) {
    const next = onwards(graph, wanted, at, walk);
    if (next !== -1) {
      walk.parent[next] = at;
      branches += at === root ? 1 : 0;
      enter(graph, next, walk);
      at = next;
      continue;
    }
    const above = walk.parent[at] as number;
    if (above !== -1) {
      walk.lowest[above] = Math.min(walk.lowest[above] as number, walk.lowest[at] as number);
      if (above !== root && (walk.lowest[at] as number) >= (walk.seen[above] as number)) {
        walk.cut[above] = 1;
      }
    }
    at = above;
  }
  walk.cut[root] = branches > 1 ? 1 : 0;
}

function enter(graph: CommunityGraph, at: number, walk: Walk): void {
  walk.seen[at] = walk.clock;
  walk.lowest[at] = walk.clock;
  walk.place[at] = graph.beside.start[at] as number;
  walk.clock += 1;
}

/** The next foot not seen yet; -1 at the end of the row. Takes note of ways back. */
function onwards(graph: CommunityGraph, wanted: number, at: number, walk: Walk): number {
  const end = graph.beside.start[at + 1] as number;
  while ((walk.place[at] as number) < end) {
    const place = walk.place[at] as number;
    walk.place[at] = place + 1;
    const next = graph.beside.items[place] as number;
    if (!graph.passable[place] || graph.grid[next] !== wanted || next === walk.parent[at]) {
      continue;
    }
    if (walk.seen[next] === -1) {
      return next;
    }
    walk.lowest[at] = Math.min(walk.lowest[at] as number, walk.seen[next] as number);
  }
  return -1;
}
