import { expect, test } from 'vitest';
import { covering } from './tiles.ts';

test('a small grid is covered by the finest tiles', () => {
  const found = covering([113.85, 30.58, 113.856, 30.584]);
  expect(new Set(found.map((one) => one.z))).toEqual(new Set([16]));
  // The usual formula of web map tiles, worked out elsewhere.
  expect(found).toContainEqual({ z: 16, x: 53493, y: 26915 });
});

test('a large one takes coarser tiles, never too many', () => {
  const found = covering([113.0, 30.0, 114.0, 31.0]);
  expect(found.length).toBeLessThanOrEqual(20);
  expect(found[0]?.z).toBeLessThan(13);
});
