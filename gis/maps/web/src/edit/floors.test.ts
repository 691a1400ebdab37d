import { expect, test } from 'vitest';
import { ascending, evenly, partsOf } from './floors.ts';

test('parts are as equal as floors allow', () => {
  expect(evenly(1, 18, 2)).toEqual([9]);
  expect(evenly(1, 11, 3)).toEqual([4, 7]);
  expect(evenly(10, 18, 3)).toEqual([12, 15]);
});

test('households are shared by floors and none is lost', () => {
  expect(partsOf(1, 18, [9], 71)).toEqual([
    { from: 1, to: 9, households: 36 },
    { from: 10, to: 18, households: 35 },
  ]);
  for (const total of [0, 1, 7, 100, 143]) {
    const parts = partsOf(3, 19, [5, 6, 14], total);
    expect(parts.reduce((sum, part) => sum + part.households, 0)).toBe(total);
  }
});

test('cuts that do not ascend within the floors are seen', () => {
  expect(ascending(1, 18, [6, 12])).toBe(true);
  expect(ascending(1, 18, [12, 6])).toBe(false);
  expect(ascending(1, 18, [18])).toBe(false);
  expect(ascending(1, 18, [0])).toBe(false);
  expect(ascending(1, 18, [Number.NaN])).toBe(false);
});
