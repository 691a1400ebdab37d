import { expect, test } from 'vitest';
import { fakeGrid, RULES } from '../plan/fake-grid.ts';
import type { Grid } from '../plan/types.ts';
import { bar, nextOut, readings } from './band.ts';

const grid = (id: number, households: number, more: Partial<Grid> = {}) =>
  fakeGrid(id, { households, residents: 3 * households, ...more });
const all = [
  grid(1, 400),
  grid(2, 310),
  grid(3, 290),
  grid(4, 800),
  grid(5, 100, { reason: 'pocket' }),
  grid(6, 0, { kind: 'dedicated', category: 'school' }),
];

test('the farthest outside come first, then excused ones, then those with least room', () => {
  const found = readings(all, RULES);
  expect(found.map((one) => one.grid.id)).toEqual([4, 3, 5, 2, 1]);
  expect(found.map((one) => one.section)).toEqual(['out', 'out', 'excused', 'within', 'within']);
  expect(found.map((one) => one.distance)).toEqual([300, 10, 200, 0, 0]);
});

test('what is balanced may be residents, and one community may be looked at alone', () => {
  const [first] = readings(all, { ...RULES, by: 'residents' });
  expect(first?.value).toBe(2400);
  expect(readings(all, RULES, '990121100002')).toEqual([]);
});

test('the finder goes round the grids that are out of the band and not excused', () => {
  const found = readings(all, RULES);
  expect(nextOut(found, null)?.id).toBe(4);
  expect(nextOut(found, 4)?.id).toBe(3);
  expect(nextOut(found, 3)?.id).toBe(4);
  expect(nextOut(found, 1)?.id).toBe(4);
  expect(nextOut(found, 4, true)?.id).toBe(3);
  expect(nextOut(readings([grid(1, 400)], RULES), null)).toBeNull();
});

test('a bar ends at its edge, the band lies within', () => {
  expect(bar(250, RULES)).toEqual({ filled: 40, from: 48, to: 80 });
  expect(bar(9999, RULES).filled).toBe(100);
});
