import { describe, expect, it } from 'vitest';
import {
  before,
  DAY,
  edges,
  frameStep,
  HOUR,
  instant,
  midnight,
  moved,
  snapped,
  spanOf,
  stepOf,
  surroundings,
  written,
} from './time.ts';

// One in the morning of the 23rd in China, the evening before in Europe.
const NOW = Date.parse('2026-11-22T17:10:00Z');

describe('windows', () => {
  it('are of China, wherever the screen stands', () => {
    expect(spanOf('today', NOW)).toEqual({ from: '2026-11-23', to: '2026-11-24' });
    expect(midnight(NOW)).toBe(Date.parse('2026-11-22T16:00:00Z'));
  });

  it('of days end with the day, those of hours with the hour', () => {
    expect(spanOf('7d', NOW)).toEqual({ from: '2026-11-17', to: '2026-11-24' });
    expect(spanOf('30d', NOW).from).toBe('2026-10-25');
    expect(spanOf('year', NOW)).toEqual({ from: '2025-11-24', to: '2026-11-24' });
    expect(spanOf('24h', NOW)).toEqual({ from: '2026-11-22T02:00', to: '2026-11-23T02:00' });
  });

  it('stay the same within the hour, so that answers can be kept', () => {
    expect(spanOf('24h', NOW + 40 * 60_000)).toEqual(spanOf('24h', NOW));
  });

  it('that were chosen stay as they are', () => {
    const span = { from: '2026-01-01', to: '2026-01-02T06:00' };
    expect(spanOf(span, NOW)).toBe(span);
  });

  it('have one before them and can be moved', () => {
    const span = { from: '2026-11-08', to: '2026-11-15' };
    expect(before(span)).toEqual({ from: '2026-11-01', to: '2026-11-08' });
    expect(moved(span, DAY)).toEqual({ from: '2026-11-09', to: '2026-11-16' });
  });

  it('are written as they are read', () => {
    for (const text of ['2026-11-08', '2026-11-08T13:00']) {
      expect(written(instant(text))).toBe(text);
    }
  });
});

describe('the timeline', () => {
  it.each(['today', '24h', '7d', '30d', 'year'] as const)('holds the window: %s', (preset) => {
    const span = spanOf(preset, NOW);
    const [from, to] = surroundings(span, NOW, 0);
    const [first, last] = edges(span);
    expect(from).toBeLessThanOrEqual(first);
    expect(to).toBeGreaterThanOrEqual(last);
    const hours = { hour: 1, day: 24, week: 168, month: 720 }[stepOf(to - from)];
    const bars = (to - from) / HOUR / hours;
    expect(bars).toBeGreaterThan(20);
    expect(bars).toBeLessThan(900);
  });

  it('shows what came after a window of long ago, but not all of it', () => {
    const [from, to] = surroundings({ from: '2026-01-10', to: '2026-01-17' }, NOW, 0);
    expect(written(to)).toBe('2026-02-01');
    expect(from).toBeLessThan(instant('2026-01-10'));
  });

  it('is twice as long with each step of zooming out', () => {
    const length = (zoom: number) => {
      const [from, to] = surroundings(spanOf('7d', NOW), NOW, zoom);
      return to - from;
    };
    expect(length(1)).toBe(2 * length(0));
  });
});

describe('edges', () => {
  it('lie at whole hours or days of China', () => {
    expect(snapped(instant('2026-11-08T13:20'), 'hour')).toBe(instant('2026-11-08T13:00'));
    expect(snapped(instant('2026-11-08T13:20'), 'day')).toBe(instant('2026-11-09'));
    expect(snapped(instant('2026-11-08T11:00'), 'week')).toBe(instant('2026-11-08'));
  });
});

describe('playback', () => {
  it('has frames enough to see something, and not too many', () => {
    expect(frameStep(DAY)).toBe('hour');
    expect(frameStep(30 * DAY)).toBe('day');
    expect(frameStep(365 * DAY)).toBe('week');
  });
});
