import { expect, test } from 'vitest';
import { around, extent } from './fly.ts';

test('the extent of several polygons covers them all', () => {
  const square = (x: number) => [
    [
      [x, 30],
      [x + 1, 30],
      [x + 1, 31],
      [x, 30],
    ],
  ];
  const both = { type: 'MultiPolygon' as const, coordinates: [square(110), square(114)] };
  expect(extent(both)).toEqual([110, 30, 115, 31]);
  expect(extent({ type: 'GeometryCollection', geometries: [both] })).toEqual([110, 30, 115, 31]);
});

test('nothing has no extent', () => {
  expect(extent({ type: 'MultiPolygon', coordinates: [] })).toBeNull();
  expect(around([])).toBeNull();
});
