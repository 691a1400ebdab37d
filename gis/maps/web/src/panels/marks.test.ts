import { expect, test } from 'vitest';
import { scale } from './marks.ts';

test('the band takes the middle third of the meter', () => {
  const at = scale(300, 500);
  expect(at(300)).toBeCloseTo(320 / 3, 0);
  expect(at(400)).toBe(160);
  expect(at(500)).toBeCloseTo(640 / 3, 0);
});

test('what lies far outside stays on the meter', () => {
  const at = scale(300, 500);
  expect(at(9000)).toBeLessThan(320);
  expect(at(0)).toBeGreaterThan(0);
});
