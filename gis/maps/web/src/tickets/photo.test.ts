import { expect, test } from 'vitest';
import { fitted } from './photo.ts';

test('a photo keeps its proportion, and its longest side fits', () => {
  expect(fitted(4000, 3000)).toEqual([1600, 1200]);
  expect(fitted(3000, 4000)).toEqual([1200, 1600]);
});

test('a small photo is not enlarged', () => {
  expect(fitted(640, 480)).toEqual([640, 480]);
});

test('a strip keeps at least one pixel', () => {
  expect(fitted(100_000, 3)).toEqual([1600, 1]);
});
