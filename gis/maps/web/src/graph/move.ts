/** What moving atoms would do, and whether the service will allow it. */
import { type CommunityGraph, feetOf, row } from './community.ts';
import { countPieces, piecesOf } from './pieces.ts';
import type { Change, Preview, Refusal, Totals } from './protocol.ts';

/** Stands for a grid that is to be made; no grid has it. */
const NEW = 0;

/** Sums over all atoms of some grids, with their parts, under `grid` (n,).
 *
 * @param feet all that may lie in these grids.
 */
export function totals(
  graph: CommunityGraph,
  grid: Int32Array,
  feet: readonly number[],
  wanted: ReadonlySet<number>,
): Map<number, Totals> {
  const pieces = countPieces(graph, grid, feet, wanted);
  const sums = new Map<number, { -readonly [Name in keyof Totals]: number }>();
  for (const one of wanted) {
    const found = { households: 0, residents: 0, buildings: 0, atoms: 0 };
    sums.set(one, { ...found, pieces: pieces.get(one) ?? 0 });
  }
  for (const foot of feet) {
    const sum = sums.get(grid[foot] as number);
    if (sum) {
      for (const at of row(graph.stacks, foot)) {
        sum.households += graph.households[at] as number;
        sum.residents += graph.residents[at] as number;
        sum.buildings += graph.buildings[at] as number;
        sum.atoms += 1;
      }
    }
  }
  countOnce(graph, grid, sums);
  return sums;
}

/** A building on several atoms of a grid counts once. */
function countOnce(
  { shared }: CommunityGraph,
  grid: Int32Array,
  sums: ReadonlyMap<number, { buildings: number }>,
): void {
  const seen = new Set<number>();
  for (let pair = 0; pair < shared.atom.length; pair += 1) {
    if (shared.building[pair] !== shared.building[pair - 1]) {
      seen.clear();
    }
    const own = grid[shared.atom[pair] as number] as number;
    const sum = sums.get(own);
    if (sum && seen.has(own)) {
      sum.buildings -= 1;
    }
    seen.add(own);
  }
}

/** All atoms that move when some are moved: towers go to another grid as a whole. */
export function withFloors(graph: CommunityGraph, atoms: Iterable<number>): Set<number> {
  const moving = new Set<number>();
  for (const at of atoms) {
    for (const floor of row(graph.stacks, graph.foot[at] as number)) {
      moving.add(floor);
    }
  }
  return moving;
}

/** Count a move of atoms (by index) of one community to one of its grids, or to a new one.
 *
 * `shown` grids are told even where the move leaves them as they are. Sources come first, in the
 * order of their numbers, then the target.
 */
export function previewMove(
  graph: CommunityGraph,
  atoms: Iterable<number>,
  target: number | null,
  locked: ReadonlySet<number>,
  shown: Iterable<number> = [],
): Preview {
  const into = target ?? NEW;
  const after = graph.grid.slice();
  const sources = new Set<number>(shown);
  const moved: number[] = [];
  for (const at of withFloors(graph, atoms)) {
    if (graph.grid[at] !== into) {
      sources.add(graph.grid[at] as number);
      after[at] = into;
      moved.push(at);
    }
  }
  sources.delete(into);
  const concerned = new Set([...[...sources].sort((one, other) => one - other), into]);
  const feet = [...concerned].flatMap((grid) => feetOf(graph, grid));
  const past = totals(graph, graph.grid, feet, concerned);
  const future = totals(graph, after, feet, concerned);
  const changes = [...concerned].map((grid) => ({
    grid: grid === NEW ? null : grid,
    before: past.get(grid) as Totals,
    after: future.get(grid) as Totals,
  }));
  return {
    atoms: moved.sort((one, other) => one - other).map((at) => graph.id[at] as number),
    target,
    changes,
    refused:
      lockedOf(graph, after, moved, locked) ??
      (moved.length === 0 ? { why: 'nothing' } : torn(graph, after, feet, changes)),
  };
}

/** The first locked grid that would change. */
function lockedOf(
  graph: CommunityGraph,
  after: Int32Array,
  moved: readonly number[],
  locked: ReadonlySet<number>,
): Refusal | null {
  const changing = moved.flatMap((at) => [graph.grid[at] as number, after[at] as number]);
  const grid = changing.find((one) => locked.has(one));
  return grid === undefined ? null : { why: 'locked', grid };
}

/** The first grid that would fall into more parts than it may. */
function torn(
  graph: CommunityGraph,
  after: Int32Array,
  feet: readonly number[],
  changes: readonly Change[],
): Refusal | null {
  const into = changes.at(-1);
  // A grid that goes into another as a whole brings its parts along.
  const gone = changes.filter((one) => one.after.atoms === 0 && one.before.atoms > 0);
  for (const change of changes) {
    const inherited = change === into ? gone.map((one) => one.before.pieces) : [];
    if (change.after.pieces > Math.max(1, change.before.pieces, ...inherited)) {
      const pieces = piecesOf(graph, after, feet, change.grid ?? NEW).map((own) =>
        [...withFloors(graph, own)].map((at) => graph.id[at] as number),
      );
      return { why: 'torn', grid: change.grid, pieces };
    }
  }
  return null;
}
