/** A plan of three grids in a row and a map without pictures, for tests of tools. */
import { signal } from '@lit-labs/signals';
import type { AtomTold, Change, Direction, Preview } from '../graph/protocol.ts';
import type { PlanMap } from '../map/contract.ts';
import type { PlanStore } from '../plan/contract.ts';
import type { Applied, Grid, Rules, Wish } from '../plan/types.ts';

const RULES: Rules = { band: { lower: 20, upper: 40 }, microBand: null, by: 'households' };
const EACH = 10;
const STEPS: Readonly<Record<Direction, number>> = { west: -1, east: 1, north: -100, south: 100 };

/** Nine atoms in a row, 1 to 9, three to a grid (1, 2, 3), ten households each. */
export function fakePlan() {
  const of = (atom: number) => Math.ceil(atom / 3);
  const totals = (atoms: number) => ({
    households: atoms * EACH,
    residents: atoms * EACH * 2,
    buildings: atoms,
    atoms,
    pieces: 1,
  });
  const grid = (id: number) =>
    ({ id, code: `c00${id}`, community: 'c', kind: 'base', locked: false, ...totals(3) }) as Grid;
  const told = (id: number) =>
    ({ id, grid: of(id), community: 'c', floors: null, at: [id, 0], ...totals(1) }) as unknown;

  function preview(atoms: readonly number[], target: number | null): Preview {
    const moved = atoms.filter((atom) => of(atom) !== target);
    const change = (id: number | null, by: number): Change => ({
      grid: id,
      before: totals(3),
      after: totals(3 + by),
    });
    const first = moved[0];
    const torn = target !== null && first !== undefined && Math.abs(of(first) - target) > 1;
    return {
      atoms: moved,
      target,
      changes:
        first === undefined ? [] : [change(of(first), -moved.length), change(target, moved.length)],
      refused:
        first === undefined
          ? { why: 'nothing' }
          : torn
            ? { why: 'torn', grid: target, pieces: [[1], [2]] }
            : null,
    };
  }

  const graph = {
    atom: async (id: number) => (id >= 1 && id <= 9 ? (told(id) as AtomTold) : null),
    step: async (id: number, direction: Direction) => {
      const next = id + STEPS[direction];
      return next >= 1 && next <= 9 ? next : null;
    },
    atomsOf: async (id: number) => [id * 3 - 2, id * 3 - 1, id * 3],
    neighbours: async (id: number) =>
      [id - 1, id + 1]
        .filter((one) => one >= 1 && one <= 3)
        .map((one) => ({ grid: one, metres: 9 })),
    frontier: async (from: number, to: number) => {
      const atoms = [from * 3 - 2, from * 3 - 1, from * 3];
      return (from < to ? atoms.toReversed() : atoms).map((atom) => ({ atom, metres: 1 }));
    },
    preview: async (atoms: readonly number[], target: number | null) => preview(atoms, target),
  };
  const sent: Wish[] = [];
  const store = {
    grids: signal(new Map([1, 2, 3].map((id) => [id, grid(id)]))),
    rules: signal(RULES),
    editable: signal(true),
    pending: signal([]),
    steps: signal({ undo: null, redo: null }),
    graph,
    edit: async (wish: Wish) => {
      sent.push(wish);
      return { version: sent.length, grids: [], microgrids: [] } as Applied;
    },
  } as unknown as PlanStore;
  return { store, sent };
}

/** A map that only remembers what was marked; its middle lies on atom 5. */
export function fakeMap() {
  const marked = new Map<string, number[]>();
  const map = {
    map: {
      getCanvas: () => ({ clientWidth: 800, clientHeight: 600 }),
      getCenter: () => ({ lng: 5, lat: 0 }),
      project: ([lon]: [number, number]) => ({ x: lon * 80, y: 300 }),
    },
    mark: (name: string, atoms: Iterable<number>) => marked.set(name, [...atoms]),
    outline: () => undefined,
    fly: () => undefined,
    atomAt: () => 5,
  } as unknown as PlanMap;
  return { map, marked };
}
