import { expect, test } from 'vitest';
import { circle } from './circle.ts';

const METRES = 111_320;

test('a circle is closed, and as wide as it says in both directions', () => {
  const ring = circle(113.85, 60, 100);
  expect(ring[0]).toEqual(ring.at(-1));
  const [east = [0, 0], north = [0, 0]] = [ring[0], ring[12]];
  expect((east[0] - 113.85) * METRES * 0.5).toBeCloseTo(100, 3);
  expect((north[1] - 60) * METRES).toBeCloseTo(100, 3);
});
