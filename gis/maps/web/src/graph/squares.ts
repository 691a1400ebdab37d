/** Towns of squares for tests: made by chance, but always the same for the same seed. */
import type { GraphAnswer, Position } from './protocol.ts';

/** Numbers from 0 to 1, mulberry32. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Wanted {
  readonly side: number;
  readonly grids: number;
  readonly seed: number;
  /** Shares of borders that cannot be crossed, and of squares with a tower. */
  readonly barred?: number;
  readonly towers?: number;
  readonly community?: string;
  /** The first number of an atom; grids begin at a hundredth of it. */
  readonly first?: number;
  /** The grid of a square, where it is not grown by chance. */
  readonly grid?: (column: number, row: number) => number;
}

/** A degree of longitude and of latitude that make squares of about 20 m. */
const STEP = 20 / 111_195;
const ORIGIN: Position = [0, 0];

/** Position of the middle of a square. */
export function middle(column: number, row: number): Position {
  return [ORIGIN[0] + column * STEP, ORIGIN[1] + row * STEP];
}

/** A community of `side` x `side` squares, row by row; floors of towers come after all squares. */
export function squares(wanted: Wanted): GraphAnswer {
  const { side, seed, barred = 0, towers = 0, first = 1000, community = '990121100001' } = wanted;
  const random = chance(seed);
  const count = side * side;
  const feet = [...Array(count).keys()];
  const edges = beside(side, () => (random() < barred ? 0 : 1));
  const own = wanted.grid;
  const grid = own
    ? feet.map((at) => own(at % side, Math.floor(at / side)))
    : grown(side, wanted.grids, random).map((one) => one + Math.floor(first / 100));
  const foot = [...feet];
  for (const at of feet) {
    for (let floor = random() < towers ? 1 + Math.floor(random() * 3) : 0; floor > 0; floor -= 1) {
      foot.push(at);
    }
  }
  const column = <T>(value: (at: number) => T) => foot.map((_, at) => value(at));
  const place = (at: number) => middle((foot[at] ?? 0) % side, Math.floor((foot[at] ?? 0) / side));
  return {
    version: 1,
    community,
    atoms: {
      id: column((at) => first + at),
      foot,
      grid: foot.map((at) => grid[at] as number),
      microgrid: column(() => 1),
      households: column(() => Math.floor(random() * 20)),
      residents: column(() => Math.floor(random() * 50)),
      buildings: column(() => 1),
      floor_from: column((at) => (foot[at] === at ? null : 2)),
      floor_to: column((at) => (foot[at] === at ? null : 5)),
      staircase: column(() => null),
      site: column(() => null),
      compound: column((at) => (at === 0 ? 'c1' : null)),
      lon: column((at) => place(at)[0]),
      lat: column((at) => place(at)[1]),
    },
    edges,
    shared: towersOf(foot),
    compounds: { c1: '阳光花园' },
  };
}

/** A building on each tower, which stands on its foot and all of its floors. */
function towersOf(foot: readonly number[]): GraphAnswer['shared'] {
  const pairs = foot
    .map((own, at) => ({ atom: at, building: own }))
    .filter(({ building }) => foot.indexOf(building) !== foot.lastIndexOf(building))
    .sort((one, other) => one.building - other.building || one.atom - other.atom);
  return {
    atom: pairs.map(({ atom }) => atom),
    building: pairs.map(({ building }) => building),
  };
}

function beside(side: number, passable: () => 0 | 1): GraphAnswer['edges'] {
  const edges: GraphAnswer['edges'] = { low: [], high: [], metres: [], passable: [] };
  for (let at = 0; at < side * side; at += 1) {
    for (const other of [at % side < side - 1 ? at + 1 : -1, at + side]) {
      if (other > 0 && other < side * side) {
        edges.low.push(at);
        edges.high.push(other);
        edges.metres.push(20);
        edges.passable.push(passable());
      }
    }
  }
  return edges;
}

/** Grids 0..n-1 that grow from squares chosen by chance until all is taken. */
function grown(side: number, grids: number, random: () => number): number[] {
  const found = new Array<number>(side * side).fill(-1);
  const rim: [at: number, grid: number][] = [];
  for (let grid = 0; grid < grids; grid += 1) {
    rim.push([Math.floor(random() * side * side), grid]);
  }
  while (rim.length > 0) {
    const [[at, grid] = [0, 0]] = rim.splice(Math.floor(random() * rim.length), 1);
    if (found[at] !== -1) {
      continue;
    }
    found[at] = grid;
    const x = at % side;
    const next = [x > 0 ? at - 1 : -1, x < side - 1 ? at + 1 : -1, at - side, at + side];
    for (const other of next.filter((one) => found[one] === -1)) {
      rim.push([other, grid]);
    }
  }
  return found;
}
