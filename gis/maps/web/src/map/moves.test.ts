import { expect, test } from 'vitest';
import { Moves } from './moves.ts';

const now = (pairs: [atom: number, grid: number][]) => ({
  atoms: Float64Array.from(pairs, ([atom]) => atom),
  grids: Int32Array.from(pairs, ([, grid]) => grid),
});

test('what is seen for the first time has not moved', () => {
  const moves = new Moves();
  expect(moves.look(now([[1, 7]]), true)).toEqual({ moved: [], ground: false });
  expect(moves.since.size).toBe(0);
});

test('only atoms that changed grids are told, and remembered', () => {
  const moves = new Moves();
  moves.look(
    now([
      [1, 7],
      [2, 7],
      [3, 8],
    ]),
    true,
  );
  expect(
    moves.look(
      now([
        [1, 7],
        [2, 8],
        [3, 8],
      ]),
      false,
    ).moved,
  ).toEqual([[2, 8]]);
  expect(
    moves.look(
      now([
        [1, 7],
        [2, 8],
        [3, 8],
      ]),
      false,
    ).moved,
  ).toEqual([]);
  expect([...moves.since]).toEqual([[2, 8]]);
});

test('an atom that comes back is told as well', () => {
  const moves = new Moves();
  moves.look(now([[1, 7]]), true);
  moves.look(now([[1, 8]]), false);
  expect(moves.look(now([[1, 7]]), false).moved).toEqual([[1, 7]]);
});

test('another community that is loaded is no new ground', () => {
  const moves = new Moves();
  moves.look(now([[1, 7]]), true);
  expect(
    moves.look(
      now([
        [1, 7],
        [9, 4],
      ]),
      true,
    ),
  ).toEqual({ moved: [], ground: false });
});

test('an atom that was cut is new ground', () => {
  const moves = new Moves();
  moves.look(
    now([
      [1, 7],
      [2, 7],
    ]),
    true,
  );
  expect(
    moves.look(
      now([
        [1, 7],
        [10, 7],
        [11, 8],
      ]),
      false,
    ),
  ).toEqual({ moved: [], ground: true });
});
