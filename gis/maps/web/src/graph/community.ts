/** The graph of one community as arrays, an entry an atom; atoms are told by their index in it. */
import type { GraphAnswer, Position } from './protocol.ts';

/** Stands for null in arrays of integers. */
export const NONE = -(2 ** 31);

export interface CommunityGraph {
  readonly code: string;
  /** Ascending. */
  readonly id: Float64Array;
  /** Index of the atom on the ground; its own for those that are on the ground. */
  readonly foot: Int32Array;
  /** The only array that changes, by `assign`: edits are shown before the service answered. */
  readonly grid: Int32Array;
  /** Feet of each grid; null until somebody asks for them. */
  feet: Map<number, number[]> | null;
  readonly microgrid: Int32Array;
  readonly households: Int32Array;
  readonly residents: Int32Array;
  /** How many stand on the atom; see `shared`. */
  readonly buildings: Int32Array;
  /** Buildings on several atoms, such as towers with floors, a pair an atom; by building. */
  readonly shared: { readonly atom: Int32Array; readonly building: Float64Array };
  readonly floorFrom: Int32Array;
  readonly floorTo: Int32Array;
  readonly staircase: Int32Array;
  readonly site: Int32Array;
  readonly compound: readonly (string | null)[];
  readonly compounds: Readonly<Record<string, string | null>>;
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  /** Atoms on the ground of each foot, itself among them; nothing for floors. */
  readonly stacks: Rows;
  /** Feet that share a border with a foot. */
  readonly beside: Rows;
  /** Metres of each border, and whether one can cross it, in the order of `beside.items`. */
  readonly metres: Float32Array;
  readonly passable: Uint8Array;
}

/** Lists of indices, one after another: row i is `items[start[i]]` to `items[start[i + 1] - 1]`. */
export interface Rows {
  readonly start: Int32Array;
  readonly items: Int32Array;
}

/** Arrange what the service told. */
export function arrange(answer: GraphAnswer): CommunityGraph {
  const { atoms, edges } = answer;
  const count = atoms.id.length;
  const foot = Int32Array.from(atoms.foot);
  const half = edges.low.length;
  const from = [...edges.low, ...edges.high];
  const to = [...edges.high, ...edges.low];
  const beside = gather(count, from, to);
  const metres = new Float32Array(2 * half);
  const passable = new Uint8Array(2 * half);
  beside.order.forEach((slot, place) => {
    metres[place] = edges.metres[slot % half] ?? 0;
    passable[place] = edges.passable[slot % half] ?? 0;
  });
  return {
    code: answer.community,
    id: Float64Array.from(atoms.id),
    foot,
    grid: Int32Array.from(atoms.grid),
    feet: null,
    microgrid: Int32Array.from(atoms.microgrid),
    households: Int32Array.from(atoms.households),
    residents: Int32Array.from(atoms.residents),
    buildings: Int32Array.from(atoms.buildings),
    shared: {
      atom: Int32Array.from(answer.shared.atom),
      building: Float64Array.from(answer.shared.building),
    },
    floorFrom: optional(atoms.floor_from),
    floorTo: optional(atoms.floor_to),
    staircase: optional(atoms.staircase),
    site: optional(atoms.site),
    compound: atoms.compound,
    compounds: answer.compounds,
    lon: Float64Array.from(atoms.lon),
    lat: Float64Array.from(atoms.lat),
    stacks: gather(count, foot, null),
    beside,
    metres,
    passable,
  };
}

function optional(values: readonly (number | null)[]): Int32Array {
  return Int32Array.from(values, (value) => value ?? NONE);
}

/** Rows of `to` (the positions themselves where null) by `from`; `order` has the positions. */
function gather(
  count: number,
  from: ArrayLike<number>,
  to: ArrayLike<number> | null,
): Rows & { order: Int32Array } {
  const start = new Int32Array(count + 1);
  for (let i = 0; i < from.length; i += 1) {
    const row = (from[i] as number) + 1;
    start[row] = (start[row] as number) + 1;
  }
  for (let row = 0; row < count; row += 1) {
    start[row + 1] = (start[row + 1] as number) + (start[row] as number);
  }
  const next = start.slice();
  const items = new Int32Array(from.length);
  const order = new Int32Array(from.length);
  for (let i = 0; i < from.length; i += 1) {
    const row = from[i] as number;
    const place = next[row] as number;
    next[row] = place + 1;
    items[place] = to === null ? i : (to[i] as number);
    order[place] = i;
  }
  return { start, items, order };
}

/** Index of an atom by its number; -1 where the community has none such. */
export function indexOf(graph: CommunityGraph, atom: number): number {
  const { id } = graph;
  let low = 0;
  let high = id.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = id[middle] as number;
    if (found === atom) {
      return middle;
    }
    if (found < atom) {
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  return -1;
}

/** The row's items as a view, without copying. */
export function row(rows: Rows, index: number): Int32Array {
  return rows.items.subarray(rows.start[index], rows.start[index + 1]);
}

/** Bring an atom to a grid. */
export function assign(graph: CommunityGraph, index: number, grid: number): void {
  graph.grid[index] = grid;
  graph.feet = null;
}

/** Feet of a grid, ascending; none where the community has no such grid. */
export function feetOf(graph: CommunityGraph, grid: number): readonly number[] {
  graph.feet ??= sorted(graph);
  return graph.feet.get(grid) ?? [];
}

function sorted(graph: CommunityGraph): Map<number, number[]> {
  const feet = new Map<number, number[]>();
  graph.foot.forEach((foot, at) => {
    if (foot === at) {
      const grid = graph.grid[at] as number;
      const own = feet.get(grid);
      if (own) {
        own.push(at);
      } else {
        feet.set(grid, [at]);
      }
    }
  });
  return feet;
}

const METRES_A_DEGREE = 111_195;

/** East and north of a position in metres; right to a thousandth within a town. */
export function away(graph: CommunityGraph, index: number, at: Position): [number, number] {
  return offset(at, [graph.lon[index] as number, graph.lat[index] as number]);
}

export function offset(from: Position, to: Position): [number, number] {
  const [lon, lat] = from;
  const east = (to[0] - lon) * Math.cos((lat * Math.PI) / 180);
  return [east * METRES_A_DEGREE, (to[1] - lat) * METRES_A_DEGREE];
}
