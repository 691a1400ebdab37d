/** Windows of time, in China's time: eight hours ahead of UTC, with no summer time. */
import type { Preset, Span } from '../app/command-route.ts';
import type { Step } from './contract.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const AHEAD = 8 * HOUR;
const DAYS: Readonly<Partial<Record<Preset, number>>> = { today: 1, '7d': 7, '30d': 30, year: 365 };

/** A moment as China's clocks show it: `2026-11-01T08:00`. */
export function clock(at: number): string {
  return new Date(at + AHEAD).toISOString().slice(0, 16);
}

/** The same, as a date alone where it is midnight. */
export function written(at: number): string {
  return clock(at).replace(/T00:00$/, '');
}

/** The moment that China's clocks showed; milliseconds. */
export function instant(local: string): number {
  return Date.parse(`${local.length > 10 ? local : `${local}T00:00`}:00+08:00`);
}

/** Midnight at or before a moment. */
export function midnight(at: number): number {
  return Math.floor((at + AHEAD) / DAY) * DAY - AHEAD;
}

/** The window that is meant: days go on to the next midnight, so that its address stays the same
 * for a while. */
export function spanOf(when: Preset | Span, now: number): Span {
  if (typeof when !== 'string') {
    return when;
  }
  if (when === '24h') {
    const end = Math.floor(now / HOUR) * HOUR + HOUR;
    return between(end - DAY, end);
  }
  const end = midnight(now) + DAY;
  return between(end - (DAYS[when] ?? 1) * DAY, end);
}

export function between(from: number, to: number): Span {
  return { from: written(from), to: written(to) };
}

/** First and last moment of a window; milliseconds. */
export function edges(span: Span): readonly [from: number, to: number] {
  return [instant(span.from), instant(span.to)];
}

/** The window of the same length just before. */
export function before(span: Span): Span {
  const [from, to] = edges(span);
  return between(from - (to - from), from);
}

/** A window earlier or later. */
export function moved(span: Span, by: number): Span {
  const [from, to] = edges(span);
  return between(from + by, to + by);
}

/** Steps by which a window of some length is counted: some dozens to some hundreds of bars. */
export function stepOf(length: number): Step {
  if (length <= 16 * DAY) {
    return 'hour';
  }
  if (length <= 800 * DAY) {
    return 'day';
  }
  return length <= 3000 * DAY ? 'week' : 'month';
}

/** What the timeline shows around a window: its surroundings, and no future. */
export function surroundings(span: Span, now: number, zoom: number): readonly [number, number] {
  const [from, to] = edges(span);
  const length = usual(to - from) * 2 ** zoom;
  const end = Math.max(to, Math.min(midnight(now) + DAY, to + length / 4));
  return [midnight(Math.min(from, end - length)), end];
}

/** How long the timeline is for a window of some length. */
function usual(length: number): number {
  if (length <= 2 * DAY) {
    return 7 * DAY;
  }
  if (length <= 10 * DAY) {
    return 60 * DAY;
  }
  return length <= 62 * DAY ? 365 * DAY : 2 * length;
}

/** Steps of playback: not more frames than somebody wants to look at. */
export function frameStep(length: number): Step {
  if (length <= 3 * DAY) {
    return 'hour';
  }
  return length <= 120 * DAY ? 'day' : 'week';
}

/** An edge of a window, at a whole step. */
export function snapped(at: number, step: Step): number {
  return step === 'hour' ? Math.round(at / HOUR) * HOUR : midnight(at + DAY / 2);
}
