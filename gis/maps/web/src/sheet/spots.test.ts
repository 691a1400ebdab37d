import { expect, test } from 'vitest';
import { contains, fitting, inside, type Ring, widthOf } from './spots.ts';

const ring = (x0: number, y0: number, x1: number, y1: number): Ring => [
  [x0, y0],
  [x1, y0],
  [x1, y1],
  [x0, y1],
  [x0, y0],
];

test('a label stands in the widest part of what it names', () => {
  const shape = [ring(0, 0, 60, 6), ring(60, 0, 90, 30)];
  const spot = inside(shape, 180, 130);
  expect(spot && contains([ring(62, 5, 88, 28)], spot)).toBe(true);
});

test('a hole is not inside', () => {
  const shape = [ring(10, 10, 50, 50), ring(20, 20, 40, 40)];
  expect(contains(shape, [30, 30])).toBe(false);
  const spot = inside(shape, 100, 100);
  expect(spot && contains(shape, spot)).toBe(true);
});

test('a label keeps to the part that the frame shows', () => {
  const spot = inside([ring(80, 10, 400, 90)], 100, 100);
  expect(spot?.[0]).toBeGreaterThan(82);
  expect(spot?.[0]).toBeLessThan(98);
});

test('a sliver at the edge of the frame gets no label', () => {
  expect(inside([ring(99, 10, 400, 90)], 100, 100)).toBeNull();
});

test('labels that would cover others are left out', () => {
  const label = (x: number) => ({ at: [x, 10] as const, width: 10, height: 4 });
  expect(fitting([label(10), label(15), label(21)])).toEqual([label(10), label(21)]);
  expect(fitting([label(10)], [label(12)])).toEqual([]);
});

test('Chinese signs are as wide as high', () => {
  expect(widthOf('网格', 3)).toBe(6);
  expect(widthOf('003', 3)).toBeCloseTo(5.04);
});
