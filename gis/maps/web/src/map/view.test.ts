import { expect, test } from 'vitest';
import { nearest, pixelsAt } from './picking.ts';
import { together } from './presence.ts';
import { around, inSight } from './view.ts';

const placed = [
  { code: 'a', bbox: [0, 0, 1, 1] },
  { code: 'b', bbox: [1, 0, 3, 2] },
  { code: 'c', bbox: [5, 5, 6, 6] },
] as const;

test('the plan reaches around all of its communities', () => {
  expect(around(placed)).toEqual([0, 0, 6, 6]);
  expect(around([])).toBeNull();
});

test('the community under the middle of the view comes first, others by distance', () => {
  expect(inSight(placed, [0, 0, 2.4, 1], 12)).toEqual(['b', 'a']);
  expect(inSight(placed, [0, 0, 9, 9], 2)).toEqual(['c', 'b']);
  expect(inSight(placed, [7, 7, 8, 8], 12)).toEqual([]);
});

test('the nearest point of a border is found in pixels', () => {
  const square = {
    type: 'Polygon' as const,
    coordinates: [
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
        [0, 0],
      ],
    ],
  };
  const found = nearest(square, [1.25, 0.5], { lon: 100, lat: 100 });
  expect(found?.at).toEqual([1, 0.5]);
  expect(found?.away).toBeCloseTo(25);
  expect(nearest({ type: 'Point', coordinates: [0, 0] }, [0, 0], { lon: 1, lat: 1 })).toBeNull();
});

test('a degree has twice the pixels with each zoom, and more to the north', () => {
  expect(pixelsAt(0, 11).lon / pixelsAt(0, 10).lon).toBe(2);
  expect(pixelsAt(60, 10).lat / pixelsAt(60, 10).lon).toBeCloseTo(2);
});

test('each name is told once at a community', () => {
  const person = (actor: string, community: string) => ({ actor, community, seen: 0 });
  const found = together([
    person('李', 'a'),
    person('王', 'a'),
    person('李', 'a'),
    person('李', 'b'),
  ]);
  expect([...found]).toEqual([
    ['a', ['李', '王']],
    ['b', ['李']],
  ]);
});
