/** The border sweep: which atoms change sides when a border is dragged. */
import { away, type CommunityGraph, feetOf, offset, row } from './community.ts';
import { previewMove } from './move.ts';
import type { Preview, SweepRequest } from './protocol.ts';
import { crossings, fallsOff } from './split.ts';

/** How far about the place where it was taken hold of the border's facing is looked at, in radii. */
const LOOK = 4;

/** Atoms by index that turn over, and feet next to the border that would tear a grid. */
interface Swept {
  readonly turned: readonly number[];
  readonly refused: readonly number[];
}

/** What a sweep would do, and the numbers of the atoms it may not take. */
export function previewSweep(
  graph: CommunityGraph,
  request: SweepRequest,
  locked: ReadonlySet<number>,
): { preview: Preview; refused: number[] } {
  const { a, b } = request;
  const [giver, taker] = movesInto(graph, request) === b ? [b, a] : [a, b];
  const { turned, refused } = sweep(graph, giver, taker, request);
  return {
    preview: previewMove(graph, turned, taker, locked, [giver]),
    refused: refused.map((foot) => graph.id[foot] as number),
  };
}

/** The grid that the pointer moves into: the border faces from one to the other where it was taken
 * hold of, on the average of what lies about there. */
function movesInto(graph: CommunityGraph, { a, b, origin, pointer, radius }: SweepRequest): number {
  const [east, north] = offset(origin, pointer);
  let facing = 0;
  for (const foot of feetOf(graph, a)) {
    const [x, y] = away(graph, foot, origin);
    const { start, items } = graph.beside;
    for (let place = start[foot] as number; place < (start[foot + 1] as number); place += 1) {
      const other = items[place] as number;
      if (graph.grid[other] === b) {
        const [u, v] = away(graph, other, origin);
        const far = Math.hypot((x + u) / 2, (y + v) / 2) / (LOOK * radius);
        const weight = (graph.metres[place] as number) / (1 + far ** 4) / Math.hypot(u - x, v - y);
        facing += weight * ((u - x) * east + (v - y) * north);
      }
    }
  }
  return facing >= 0 ? b : a;
}

function sweep(graph: CommunityGraph, giver: number, taker: number, request: SweepRequest): Swept {
  const turn = new Turn(graph, giver, taker, swept(graph, giver, taker, request));
  let waiting: number[] = [];
  for (let layer = turn.nextLayer(); layer.length > 0; layer = turn.nextLayer()) {
    waiting.push(...layer);
    // What tears the grid now may not once others have gone.
    for (let before = -1; before !== turn.turned.length; ) {
      before = turn.turned.length;
      waiting = waiting.filter((foot) => !turn.take(foot));
    }
  }
  return { turned: turn.turned, refused: turn.leftover() };
}

/** Feet of the giving grid on the pointer's way: their point lies in the corridor behind the
 * pointer, or the way leads through where they are the nearest. */
function swept(
  graph: CommunityGraph,
  giver: number,
  taker: number,
  { origin, pointer, radius }: SweepRequest,
): Set<number> {
  const [east, north] = offset(origin, pointer);
  const length = Math.hypot(east, north);
  const found = new Set<number>();
  if (length === 0) {
    return found;
  }
  const feet = [...feetOf(graph, giver), ...feetOf(graph, taker)];
  const places = feet.map((foot) => away(graph, foot, origin));
  const xs = places.map(([x]) => x);
  const ys = places.map(([, y]) => y);
  const nearest = passed(xs, ys, east, north, radius);
  feet.forEach((foot, at) => {
    const x = xs[at] as number;
    const y = ys[at] as number;
    const along = (x * east + y * north) / length;
    const aside = Math.abs(x * north - y * east) / length;
    const inside = along >= -radius && along <= length && aside <= radius;
    if (graph.grid[foot] === giver && (inside || nearest.has(at))) {
      found.add(foot);
    }
  });
  return found;
}

/** Places on the way that are looked at. */
const STOPS = 48;

/** Which point is the nearest at each of some places on the way. */
function passed(
  xs: readonly number[],
  ys: readonly number[],
  east: number,
  north: number,
  radius: number,
): Set<number> {
  const stops = Math.min(STOPS, Math.ceil((2 * Math.hypot(east, north)) / radius));
  const found = new Set<number>();
  for (let stop = 1; stop <= stops; stop += 1) {
    const x = (east * stop) / stops;
    const y = (north * stop) / stops;
    let nearest = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let at = 0; at < xs.length; at += 1) {
      const square = ((xs[at] as number) - x) ** 2 + ((ys[at] as number) - y) ** 2;
      if (square < least) {
        nearest = at;
        least = square;
      }
    }
    found.add(nearest);
  }
  return found;
}

/** Atoms that turn over one after another, so that neither grid gets more parts. */
class Turn {
  readonly turned: number[] = [];
  private readonly grid: Int32Array;
  private readonly tried = new Set<number>();
  private left: number;

  constructor(
    private readonly graph: CommunityGraph,
    private readonly giver: number,
    private readonly taker: number,
    private readonly touched: ReadonlySet<number>,
  ) {
    this.grid = graph.grid.slice();
    this.left = feetOf(graph, giver).length;
  }

  /** The next row: feet on the way that lie at the border as it is now and did not before. */
  nextLayer(): number[] {
    const found = [...this.touched].filter(
      (foot) => this.grid[foot] === this.giver && !this.tried.has(foot) && this.reaches(foot),
    );
    for (const foot of found) {
      this.tried.add(foot);
    }
    return found.sort((one, other) => one - other);
  }

  /** Turn a foot over, with what would fall off by it, if all of that is on the way. */
  take(foot: number): boolean {
    if (this.grid[foot] !== this.giver) {
      return true;
    }
    const along = fallsOff(this.graph, this.grid, foot).flat();
    const going = [foot, ...along];
    if (going.length >= this.left || along.some((one) => !this.touched.has(one))) {
      return false;
    }
    for (const one of going) {
      this.grid[one] = this.taker;
    }
    this.left -= going.length;
    this.turned.push(...going);
    return true;
  }

  /** Feet on the way that lie at the border in the end and could not turn over. */
  leftover(): number[] {
    return [...this.touched].filter(
      (foot) =>
        this.grid[foot] === this.giver &&
        row(this.graph.beside, foot).some((other) => this.grid[other] === this.taker),
    );
  }

  private reaches(foot: number): boolean {
    return crossings(this.graph, this.grid, foot, this.taker).next().done === false;
  }
}
