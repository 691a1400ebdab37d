import { expect, test } from 'vitest';
import { elapsed, secondsLeft } from './countdown.ts';

const NOW = Date.parse('2026-03-01T00:00:00Z');

test('a permit counts down to nothing and not below', () => {
  expect(secondsLeft('2026-03-01T00:01:00Z', NOW)).toBe(60);
  expect(secondsLeft('2026-03-01T00:00:00.400Z', NOW)).toBe(1);
  expect(secondsLeft('2026-02-28T23:59:00Z', NOW)).toBe(0);
});

test('a permit without a readable end serves no more', () => {
  expect(secondsLeft('soon', NOW)).toBe(0);
});

test('the time one has looked', () => {
  expect(elapsed(NOW, NOW + 187_000)).toBe('3:07');
  expect(elapsed(NOW, NOW + 3_729_000)).toBe('1:02:09');
  expect(elapsed(NOW, NOW - 5)).toBe('0:00');
});
