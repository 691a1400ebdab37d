import { expect, test } from 'vitest';
import type { Brief, Colour } from '../tickets/types.ts';
import { held, ordered } from './live-rows.ts';

function ticket(id: number, colour: Colour | null, due: string | null = null): Brief {
  return {
    id,
    change: id,
    reported_at: `2026-01-01T00:00:${String(id).padStart(2, '0')}Z`,
    kind: 'matter',
    code: '06010',
    category: '暴露垃圾',
    category_en: '',
    channel: 'snap',
    stage: colour === null ? 'closed' : 'assigned',
    stage_since: '2026-01-01T00:00:00Z',
    stage_due: null,
    due_at: due,
    closed_at: colour === null ? '2026-01-02T00:00:00Z' : null,
    colour,
    escalated: 0,
    deferred: false,
    unit: null,
    position: 'good',
    lon: null,
    lat: null,
    grid: null,
    microgrid: null,
    jurisdiction: '0',
  };
}

const ids = (of: readonly Brief[]) => of.map((one) => one.id);

test('the newest first is as the store has them', () => {
  const all = [ticket(3, null), ticket(1, 'red')];
  expect(ordered(all, 'newest')).toBe(all);
});

test('the latest first: red, yellow, green, closed; within a colour by when it is due', () => {
  const all = [
    ticket(1, null),
    ticket(2, 'green'),
    ticket(3, 'red', '2026-01-03T00:00:00Z'),
    ticket(4, 'yellow', '2026-01-05T00:00:00Z'),
    ticket(5, 'red', '2026-01-02T00:00:00Z'),
    ticket(6, null),
    ticket(7, 'yellow'),
  ];
  expect(ids(ordered(all, 'late'))).toEqual([5, 3, 4, 7, 2, 6, 1]);
});

test('a held list keeps its order and tells how many others there are', () => {
  const before = [1, 2, 3];
  const now = [ticket(9, 'red'), ticket(3, 'green'), ticket(2, null), ticket(1, 'red')];
  const { shown, others } = held(now, before);
  expect(ids(shown)).toEqual([1, 2, 3]);
  expect(shown[1]?.colour).toBeNull();
  expect(others).toBe(1);
});

test('what is gone leaves a held list, too', () => {
  expect(ids(held([ticket(2, 'red')], [1, 2]).shown)).toEqual([2]);
});
