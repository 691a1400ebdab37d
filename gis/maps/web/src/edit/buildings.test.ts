import type { Polygon } from 'geojson';
import { expect, test } from 'vitest';
import { box, holds, middle } from './buildings.ts';

/** An L: the upper right quarter of a square of 2 is missing. */
const L: Polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 0],
      [2, 0],
      [2, 1],
      [1, 1],
      [1, 2],
      [0, 2],
      [0, 0],
    ],
  ],
};

test('a place in the notch of a shape is not inside', () => {
  expect(holds(L, [0.5, 1.5])).toBe(true);
  expect(holds(L, [1.5, 0.5])).toBe(true);
  expect(holds(L, [1.5, 1.5])).toBe(false);
  expect(holds(L, [3, 0.5])).toBe(false);
});

test('a shape has a box and a middle', () => {
  expect(box(L)).toEqual([0, 0, 2, 2]);
  expect(middle(L)).toEqual([1, 1]);
});
