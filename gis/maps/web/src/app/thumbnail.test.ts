import { expect, it } from 'vitest';
import { picture } from './thumbnail.ts';

const square = (lon: number, lat: number, side: number) => ({
  type: 'Polygon' as const,
  coordinates: [
    [
      [lon, lat],
      [lon + side, lat],
      [lon + side, lat + side],
      [lon, lat + side],
      [lon, lat],
    ],
  ],
});
const shape = (geometry: ReturnType<typeof square> | null) => ({
  geometry,
  households: 400,
  kind: 'base',
});

it('a picture shows north above, as wide as asked for', () => {
  const found = picture([shape(square(0, 1, 1)), shape(square(0, 0, 1))], 100, 400);
  expect(found?.width).toBe(100);
  expect(found?.height).toBeGreaterThan(195);
  const tops = found?.shapes.map(({ path }) => Math.min(...ys(path))) ?? [];
  expect(tops[0]).toBe(0);
  expect(tops[1]).toBeCloseTo(100, 0);
});

it('a tall town is kept within the height', () => {
  const found = picture([shape(square(0, 0, 1)), shape(square(0, 5, 1))], 100, 120);
  expect(found?.height).toBeLessThanOrEqual(120);
});

it('what is smaller than a dot leaves no outline, and nothing no picture', () => {
  const found = picture([shape(square(0, 0, 10)), shape(square(2, 2, 0.001))], 100, 100);
  expect(found?.shapes[1]?.path).toBe('');
  expect(picture([shape(null)], 100, 100)).toBeNull();
});

function ys(path: string): number[] {
  return [...path.matchAll(/[\d.]+ ([\d.]+)/g)].map((found) => Number(found[1]));
}
