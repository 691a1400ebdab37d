import { describe, expect, it } from 'vitest';
import type { GraphAnswer, Position, SweepRequest } from './protocol.ts';
import { Graphs } from './service.ts';
import { chance, middle, squares, type Wanted } from './squares.ts';

const TOWNS: Wanted[] = Array.from({ length: 60 }, (_, seed) => ({
  seed,
  side: 5 + (seed % 8),
  grids: 2 + (seed % 3),
  barred: (seed % 3) * 0.12,
  towers: (seed % 2) * 0.2,
}));

function loaded(answer: GraphAnswer): Graphs {
  const graphs = new Graphs();
  graphs.load(answer);
  return graphs;
}

/** Two grids side by side, the border at column 4. */
const halves = () => loaded(squares({ seed: 1, side: 8, grids: 0, grid: (x) => (x < 4 ? 1 : 2) }));
const pull = (from: Position, to: Position, radius = 30): SweepRequest => ({
  a: 1,
  b: 2,
  origin: from,
  pointer: to,
  radius,
});

/** Sweeps that begin at any border of a town and lead anywhere. */
function* sweeps(wanted: Wanted, graphs: Graphs): Generator<SweepRequest> {
  const random = chance(wanted.seed + 2000);
  for (const [grid] of graphs.colours()) {
    for (const { grid: other } of graphs.neighbours(grid)) {
      const rim = graphs.frontier(grid, other, middle(0, 0));
      const begin = graphs.atom(rim[Math.floor(random() * rim.length)]?.atom ?? 0);
      const pointer = middle(random() * wanted.side, random() * wanted.side);
      const origin = begin?.at ?? pointer;
      yield { a: grid, b: other, origin, pointer, radius: 10 + 40 * random() };
    }
  }
}

describe('a sweep', () => {
  it.each(TOWNS)('never tears a grid, and refuses only what would, town $seed', (wanted) => {
    const answer = squares(wanted);
    const graphs = loaded(answer);
    for (const request of sweeps(wanted, graphs)) {
      const { preview, refused } = graphs.sweep(request);
      expect(preview.refused?.why ?? 'nothing').toBe('nothing');
      expect(graphs.sweep(request)).toEqual({ preview, refused });
      const target = preview.target as number;
      const giver = target === request.a ? request.b : request.a;
      expect(preview.atoms.every((atom) => graphs.atom(atom)?.grid === giver)).toBe(true);
      if (preview.atoms.length > 0) {
        expect(graphs.preview(preview.atoms, target).changes).toEqual(preview.changes);
      }
      const left = loaded(answer);
      left.move(preview.atoms, target);
      for (const atom of refused) {
        const alone = left.preview([atom], target);
        const emptied = alone.changes.some(({ after }) => after.atoms === 0);
        expect(emptied || alone.refused?.why === 'torn').toBe(true);
      }
    }
  });

  it('moves something, mostly', () => {
    const counts = TOWNS.flatMap((wanted) => {
      const graphs = loaded(squares(wanted));
      return [...sweeps(wanted, graphs)].map((one) => graphs.sweep(one).preview.atoms.length);
    });
    expect(counts.filter((count) => count > 0).length).toBeGreaterThan(counts.length / 2);
  });

  it('turns whole rows over in the direction of the pointer, and back with it', () => {
    const graphs = halves();
    const border = middle(3.5, 4);
    const one = graphs.sweep(pull(border, middle(4.2, 4)));
    expect(one.preview).toMatchObject({ atoms: [1028, 1036, 1044], target: 1, refused: null });
    const two = graphs.sweep(pull(border, middle(5.2, 4)));
    expect(two.preview.atoms).toEqual([1028, 1029, 1036, 1037, 1044, 1045]);
    expect(graphs.sweep(pull(border, middle(4.2, 4))).preview).toEqual(one.preview);
    const back = graphs.sweep(pull(border, middle(2.8, 4)));
    expect(back.preview).toMatchObject({ atoms: [1027, 1035, 1043], target: 2 });
    const nowhere = graphs.sweep(pull(border, border));
    expect(nowhere.preview.refused).toEqual({ why: 'nothing' });
    expect(nowhere.preview.changes.map(({ grid }) => grid).sort()).toEqual([1, 2]);
  });

  it('reaches an atom whose middle is further aside than the radius', () => {
    const { preview } = halves().sweep(pull(middle(3.5, 4.4), middle(4.1, 4.4), 2));
    expect(preview.atoms).toEqual([1036]);
  });

  it('takes what it cuts off along, where all of it is on the way', () => {
    // A pocket of grid 2 behind a neck, with walls towards grid 1 all around.
    const answer = squares({
      seed: 1,
      side: 5,
      grids: 0,
      grid: (x, y) => (x === 4 || (y === 2 && x > 1) ? 2 : 1),
    });
    const pocket = answer.atoms.id.indexOf(1012);
    const { low, high } = answer.edges;
    const passable = answer.edges.passable.map((open, edge) => {
      const [one, other] = [low[edge], high[edge]];
      return one === pocket || (other === pocket && one !== pocket + 1) ? 0 : open;
    });
    passable[low.findIndex((one, edge) => one === pocket && high[edge] === pocket + 1)] = 1;
    const graphs = loaded({ ...answer, edges: { ...answer.edges, passable } });
    expect(graphs.preview([1013], 1).refused).toMatchObject({ why: 'torn', grid: 2 });
    const { preview, refused } = graphs.sweep(pull(middle(3, 1.5), middle(3, 2.2), 25));
    expect(preview).toMatchObject({ atoms: [1012, 1013], target: 1, refused: null });
    expect(refused).toEqual([1009, 1014]);
  });

  it('leaves the last atom of a grid to it', () => {
    const graphs = loaded(squares({ seed: 1, side: 3, grids: 0, grid: (x) => (x < 2 ? 1 : 2) }));
    const { preview, refused } = graphs.sweep(pull(middle(1.5, 1), middle(2.5, 1), 200));
    expect(preview.changes.find(({ grid }) => grid === 2)?.after.atoms).toBe(1);
    expect(refused).toHaveLength(1);
  });

  it('tells that a grid is locked', () => {
    const graphs = halves();
    graphs.setLocked([1]);
    const { preview } = graphs.sweep(pull(middle(3.5, 4), middle(5, 4)));
    expect(preview.refused).toEqual({ why: 'locked', grid: 1 });
  });

  it('knows nothing of grids that are not loaded', () => {
    expect(halves().sweep({ ...pull(middle(0, 0), middle(1, 1)), b: 77 }).preview.atoms).toEqual(
      [],
    );
  });
});
