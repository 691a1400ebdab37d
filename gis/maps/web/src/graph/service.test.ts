import { describe, expect, it } from 'vitest';
import type { GraphAnswer, Preview } from './protocol.ts';
import { Graphs } from './service.ts';
import { chance, middle, squares, type Wanted } from './squares.ts';

function loaded(...answers: GraphAnswer[]): Graphs {
  const graphs = new Graphs();
  for (const answer of answers) {
    graphs.load(answer);
  }
  return graphs;
}

/** Towns of all sorts: small and large, with barriers and towers. */
const TOWNS: Wanted[] = Array.from({ length: 24 }, (_, seed) => ({
  seed,
  side: 4 + (seed % 5),
  grids: 2 + (seed % 5),
  barred: (seed % 4) * 0.12,
  towers: (seed % 3) * 0.15,
}));

/** The service's rule (gis/editing/sketch.py) in as few words as possible, without arrays. */
class Naive {
  readonly grid: Map<number, number>;

  constructor(readonly answer: GraphAnswer) {
    this.grid = new Map(answer.atoms.id.map((id, at) => [id, answer.atoms.grid[at] as number]));
  }

  moved(atoms: readonly number[], target: number): Naive {
    const { id, foot } = this.answer.atoms;
    const feet = new Set(atoms.map((atom) => foot[id.indexOf(atom)]));
    const other = new Naive(this.answer);
    for (const [atom, grid] of this.grid) {
      other.grid.set(atom, feet.has(foot[id.indexOf(atom)]) ? target : grid);
    }
    return other;
  }

  members(grid: number): number[] {
    return [...this.grid].filter(([, one]) => one === grid).map(([atom]) => atom);
  }

  pieces(grid: number): number {
    const { id, foot } = this.answer.atoms;
    const left = new Set(this.members(grid));
    const linked = (atom: number) => {
      const at = id.indexOf(atom);
      const ways = this.answer.edges.low.flatMap((low, edge) => {
        const high = this.answer.edges.high[edge] as number;
        const open = this.answer.edges.passable[edge] === 1;
        return open && low === at ? [high] : open && high === at ? [low] : [];
      });
      const floors = [...foot.keys()].filter((one) => foot[one] === foot[at]);
      return [...ways, ...floors].map((one) => id[one] as number);
    };
    let count = 0;
    for (const seed of left) {
      count += 1;
      for (const waiting = [seed]; waiting.length > 0; ) {
        const atom = waiting.pop() as number;
        if (left.delete(atom) || atom === seed) {
          waiting.push(...linked(atom).filter((one) => left.has(one)));
        }
      }
    }
    return count;
  }

  households(grid: number): number {
    const { id, households } = this.answer.atoms;
    return this.members(grid).reduce((sum, one) => sum + (households[id.indexOf(one)] ?? 0), 0);
  }

  /** One on each foot: floors are of the same building. */
  buildings(grid: number): number {
    const { id, foot } = this.answer.atoms;
    return new Set(this.members(grid).map((one) => foot[id.indexOf(one)])).size;
  }

  /** Whether the service would say `torn`, of any of some grids. */
  torn(after: Naive, grids: readonly number[], target: number): boolean {
    return grids.some((grid) => {
      const gone = grids.filter((one) => one !== target && after.members(one).length === 0);
      const inherited = grid === target ? gone.map((one) => this.pieces(one)) : [];
      return after.pieces(grid) > Math.max(1, this.pieces(grid), ...inherited);
    });
  }
}

function agrees(naive: Naive, preview: Preview, target: number): void {
  const after = naive.moved(preview.atoms, target);
  const grids = preview.changes.map(({ grid }) => grid ?? target);
  for (const change of preview.changes) {
    const grid = change.grid ?? target;
    expect(change.before.households).toBe(naive.households(grid));
    expect(change.after.households).toBe(after.households(grid));
    expect(change.after.buildings).toBe(after.buildings(grid));
    expect(change.before.pieces).toBe(naive.pieces(grid));
    expect(change.after.pieces).toBe(after.pieces(grid));
    expect(change.after.atoms).toBe(after.members(grid).length);
  }
  expect(preview.refused !== null).toBe(naive.torn(after, grids, target));
}

describe('preview', () => {
  it.each(TOWNS)('agrees with a naive recount of any move, town $seed', (wanted) => {
    const answer = squares(wanted);
    const graphs = loaded(answer);
    const naive = new Naive(answer);
    const random = chance(wanted.seed + 1000);
    const grids = [...new Set(answer.atoms.grid)];
    for (let turn = 0; turn < 6; turn += 1) {
      const target = grids[Math.floor(random() * grids.length)] as number;
      const source = grids.find((one) => one !== target) as number;
      const atoms =
        turn === 0 ? graphs.atomsOf(source) : answer.atoms.id.filter(() => random() < 0.04 * turn);
      const preview = graphs.preview(atoms, turn === 5 ? null : target);
      if (preview.refused?.why !== 'nothing') {
        agrees(naive, preview, turn === 5 ? -1 : target);
      }
    }
  });

  it('takes all floors of a tower along, whichever is named', () => {
    const answer = squares({ seed: 3, side: 5, grids: 2, towers: 0.4 });
    const graphs = loaded(answer);
    const { id, foot } = answer.atoms;
    const floor = foot.findIndex((one, at) => one !== at);
    const tower = id.filter((_, at) => foot[at] === foot[floor]);
    expect(tower.length).toBeGreaterThan(1);
    expect(graphs.preview([id[floor] as number], null).atoms).toEqual(tower);
    expect(graphs.preview([id[foot[floor] ?? 0] as number], null).atoms).toEqual(tower);
  });

  it('says why a move may not be', () => {
    const west = squares({ seed: 1, side: 3, grids: 0, grid: (x) => (x < 2 ? 1 : 2) });
    const east = squares({
      seed: 1,
      side: 3,
      grids: 0,
      first: 5000,
      community: '990121100002',
      grid: () => 9,
    });
    const graphs = loaded(west, east);
    expect(graphs.preview([1000], 1).refused).toEqual({ why: 'nothing' });
    expect(graphs.preview([], 1).refused).toEqual({ why: 'nothing' });
    expect(graphs.preview([1000], 9).refused).toEqual({ why: 'community' });
    expect(graphs.preview([1000, 5000], 2).refused).toEqual({ why: 'community' });
    expect(graphs.preview([1000], 2).refused).toMatchObject({ why: 'torn', grid: 2 });
    graphs.setLocked([2]);
    expect(graphs.preview([1001], 2).refused).toEqual({ why: 'locked', grid: 2 });
    expect(graphs.preview([1001], null).refused).toBeNull();
  });

  it('tells the parts of a torn grid, most households first', () => {
    const graphs = loaded(
      squares({ seed: 1, side: 3, grids: 0, grid: (_, y) => (y === 1 ? 2 : 1) }),
    );
    const { refused } = graphs.preview([1004], 1);
    expect(refused).toMatchObject({ why: 'torn', grid: 2 });
    const pieces = refused?.why === 'torn' ? refused.pieces : [];
    expect(pieces.map((piece) => [...piece]).sort()).toEqual([[1003], [1005]]);
    const weights = pieces.map(([atom]) => graphs.atom(atom ?? 0)?.households ?? 0);
    expect(weights).toEqual([...weights].sort((one, other) => other - one));
  });
});

describe('frozen', () => {
  it.each(TOWNS)('agrees with taking each atom out, town $seed', (wanted) => {
    const answer = squares(wanted);
    const graphs = loaded(answer);
    const naive = new Naive(answer);
    for (const grid of new Set(answer.atoms.grid)) {
      const brute = naive.members(grid).filter((atom) => {
        const pieces = naive.moved([atom], -1).pieces(grid);
        return pieces > Math.max(1, naive.pieces(grid));
      });
      expect(graphs.frozen(grid)).toEqual(brute);
    }
  });
});

describe('colours', () => {
  it.each(TOWNS)('of neighbours differ, and few change with an edit, town $seed', (wanted) => {
    const answer = squares(wanted);
    const graphs = loaded(answer);
    const first = new Map(graphs.colours());
    const grids = [...first.keys()];
    for (const grid of grids) {
      for (const other of graphs.neighbours(grid)) {
        expect(first.get(other.grid)).not.toBe(first.get(grid));
      }
    }
    graphs.move(answer.atoms.id.slice(0, 3), grids.at(-1) as number);
    const clashing = grids.filter((grid) =>
      graphs.neighbours(grid).some((other) => first.get(other.grid) === first.get(grid)),
    );
    for (const [grid, colour] of graphs.colours()) {
      if (!clashing.includes(grid)) {
        expect(colour).toBe(first.get(grid));
      }
    }
  });
});

describe('finding atoms', () => {
  const graphs = loaded(
    squares({ seed: 1, side: 4, grids: 0, grid: (x) => (x < 2 ? 1 : 2) }),
    squares({
      seed: 1,
      side: 1,
      grids: 0,
      first: 5000,
      community: '990121100002',
      grid: () => 9,
    }),
  );

  it('walks to the neighbour in a direction, and stops at the edge of all', () => {
    expect(graphs.step(1005, 'east')).toBe(1006);
    expect(graphs.step(1005, 'north')).toBe(1009);
    expect(graphs.step(1005, 'west')).toBe(1004);
    expect(graphs.step(1005, 'south')).toBe(1001);
    expect(graphs.step(1002, 'south')).toBeNull();
    expect(graphs.step(77, 'east')).toBeNull();
  });

  it('walks on into the next community', () => {
    const beyond = loaded(
      squares({ seed: 1, side: 1, grids: 0, grid: () => 1 }),
      squares({
        seed: 1,
        side: 3,
        grids: 0,
        first: 5000,
        community: '990121100002',
        grid: () => 9,
      }),
    );
    expect(beyond.step(1000, 'east')).toBe(5001);
  });

  it('looks into a ring', () => {
    const [west, south] = middle(0.5, 0.5);
    const [east, north] = middle(2.5, 1.5);
    const ring = [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
    ] as const;
    expect(graphs.within(ring)).toEqual([1005, 1006]);
    expect(graphs.within([...ring, ring[0]], 2)).toEqual([1006]);
    expect(graphs.within([])).toEqual([]);
  });

  it('tells a border from near to far, and how long it is', () => {
    const near = graphs.frontier(1, 2, middle(1, 3));
    expect(near.map(({ atom }) => atom)).toEqual([1013, 1009, 1005, 1001]);
    expect(near[1]?.metres).toBeCloseTo(20, 1);
    expect(graphs.neighbours(1)).toEqual([{ grid: 2, metres: 80 }]);
  });

  it('tells an atom and a grid', () => {
    expect(graphs.atom(1000)).toMatchObject({
      grid: 1,
      foot: 1000,
      compound: '阳光花园',
      floors: null,
    });
    expect(graphs.atom(1)).toBeNull();
    expect(graphs.totals(1)).toMatchObject({ atoms: 8, buildings: 8, pieces: 1 });
    expect(graphs.totals(77)).toBeNull();
  });

  it('tells who belongs where, of all or of one community', () => {
    expect(graphs.assignment().atoms).toHaveLength(17);
    expect([...graphs.assignment('990121100002').grids]).toEqual([9]);
    graphs.drop('990121100002');
    expect(graphs.assignment().atoms).toHaveLength(16);
  });
});
