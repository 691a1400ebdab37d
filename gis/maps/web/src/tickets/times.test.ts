import { beforeEach, expect, test } from 'vitest';
import { setLanguage } from '../ui/words.ts';
import { ago, clock, seconds, span, until } from './times.ts';

beforeEach(() => setLanguage('en'));

const NOW = new Date('2026-03-01T02:00:00Z');

test("times are China's, wherever the screen stands", () => {
  expect(seconds('2026-02-28T17:05:09Z')).toBe('01:05:09');
  expect(clock('2026-02-28T17:05:09Z', NOW)).toContain('01/03');
});

test('the year is told where it is another one', () => {
  // New year in China, still the old one in Greenwich.
  expect(clock('2025-12-31T16:30:00Z', NOW)).not.toContain('2026');
  expect(clock('2025-12-31T15:30:00Z', NOW)).toContain('2025');
});

test('how long ago, how long still, how late', () => {
  const now = NOW.getTime();
  expect(ago('2026-03-01T01:59:30Z', now)).toBe('just now');
  expect(ago('2026-03-01T01:30:00Z', now)).toBe('30 min ago');
  expect(until('2026-03-01T05:10:00Z', now)).toBe('3 h left');
  expect(until('2026-02-26T02:00:00Z', now)).toBe('3 d late');
  setLanguage('zh');
  expect(until('2026-02-26T02:00:00Z', now)).toBe('超期 3 天');
});

test('a span is told in its largest unit and never rounded up', () => {
  expect(span(119_999)).toBe('1 min');
  expect(span(47 * 3_600_000)).toBe('47 h');
  expect(span(48 * 3_600_000)).toBe('2 d');
});
