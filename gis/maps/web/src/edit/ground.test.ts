import { expect, test } from 'vitest';
import { along, metresPerPixel, stroke } from './ground.ts';

test('a pixel is half as large one zoom deeper, and smaller towards the pole', () => {
  expect(metresPerPixel(0, 0)).toBeCloseTo(78271.517, 2);
  expect(metresPerPixel(30, 15) / metresPerPixel(30, 16)).toBeCloseTo(2, 9);
  expect(metresPerPixel(60, 10) / metresPerPixel(0, 10)).toBeCloseTo(0.5, 9);
});

test('a brush that stands still leaves a circle', () => {
  const ring = stroke({ x: 5, y: 5 }, { x: 5, y: 5 }, 10);
  for (const { x, y } of ring) {
    expect(Math.hypot(x - 5, y - 5)).toBeCloseTo(10, 9);
  }
});

test('a brush that moved leaves a stroke: every corner is as far from it as the brush is wide', () => {
  const ring = stroke({ x: 0, y: 0 }, { x: 100, y: 0 }, 10);
  for (const { x, y } of ring) {
    const near = Math.min(100, Math.max(0, x));
    expect(Math.hypot(x - near, y)).toBeCloseTo(10, 9);
  }
  expect(Math.max(...ring.map(({ x }) => x))).toBeCloseTo(110, 9);
  expect(Math.min(...ring.map(({ x }) => x))).toBeCloseTo(-10, 9);
});

test('places along a line are evenly spaced and never its ends', () => {
  const places = along(
    [
      [0, 0],
      [0, 3],
      [1, 3],
    ],
    3,
  );
  expect(places).toEqual([
    [0, 1],
    [0, 2],
    [0, 3],
  ]);
});
