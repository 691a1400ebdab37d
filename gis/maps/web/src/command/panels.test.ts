import { describe, expect, it } from 'vitest';
import { branches, toggled } from './category-tree.ts';
import type { Compared, GridRate, HotSpots, TallyRow } from './contract.ts';
import { curve, path } from './lorenz.ts';
import { ratePaints, ratioPaints } from './rate-paint.ts';
import { ranked } from './wg-ranking-panel.ts';
import { surest } from './wg-spots-panel.ts';
import { telling } from './wg-windows-panel.ts';

const grid = (code: string, more: Partial<GridRate>): GridRate => ({
  grid: code,
  name: code,
  community: '1',
  households: 300,
  count: 5,
  rate: 10,
  low: 5,
  high: 20,
  expected: 5,
  p: 0.5,
  q: 0.5,
  level: 'usual',
  lon: 113,
  lat: 30,
  ...more,
});

describe('the ranking', () => {
  it('puts those that cannot be judged last, whatever their rate', () => {
    const rows = [
      grid('a', { rate: 10 }),
      grid('b', { rate: 900, level: 'few', households: 3 }),
      grid('c', { rate: 30 }),
      grid('d', { count: 0, rate: 0 }),
    ];
    expect(ranked(rows, 'rate').map((one) => one.grid)).toEqual(['c', 'a', 'b']);
  });

  it('by counts takes them all', () => {
    const rows = [grid('a', { count: 2 }), grid('b', { count: 9, level: 'few' })];
    expect(ranked(rows, 'count').map((one) => one.grid)).toEqual(['b', 'a']);
  });
});

describe('colours of grids', () => {
  const rates = {
    total: 30,
    elsewhere: 0,
    overall_rate: 10,
    grids: [
      grid('sure', { rate: 40, level: 'high' }),
      grid('chance', { rate: 40 }),
      grid('few', { rate: 40, level: 'few' }),
    ],
  };

  it('are strong and outlined only where it is significant', () => {
    const paints = ratePaints(rates, 'light');
    expect(paints.get('sure')?.edge).not.toBeNull();
    expect(paints.get('chance')?.edge).toBeNull();
    expect(paints.get('chance')?.fill).not.toBe(paints.get('sure')?.fill);
    expect(paints.get('few')).toMatchObject({ few: true, edge: null });
  });

  it('of two windows show no colour where there is no ratio', () => {
    const rows: Compared['rows'] = [
      { key: 'a', first: 3, second: 0, ratio: null, p: null, q: null },
      { key: 'b', first: 9, second: 3, ratio: 3, p: 0.01, q: 0.02 },
    ];
    const paints = ratioPaints({ rows }, 'dark');
    expect(paints.get('a')?.few).toBe(true);
    expect(paints.get('b')?.edge).not.toBeNull();
  });
});

describe('hot spots', () => {
  const spot = (key: string, more: Partial<HotSpots['spots'][number]>) => ({
    key,
    name: key,
    lon: 0,
    lat: 0,
    count: 3,
    expected: 1,
    z: 2,
    p: 0.01,
    q: 0.01,
    level: 'hot' as const,
    trend: null,
    ...more,
  });

  it('are listed the surest first, without those that are not sure enough', () => {
    const found = {
      method: 'x',
      spots: [
        spot('a', { z: 2.5 }),
        spot('b', { z: 5 }),
        spot('c', { q: 0.3 }),
        spot('d', { level: 'cold' }),
      ],
    };
    expect(surest(found, 'hot').map((one) => one.key)).toEqual(['b', 'a']);
  });
});

describe('two windows', () => {
  it('show what differs significantly first', () => {
    const row = (key: string, first: number, second: number, q: number) => ({
      key,
      first,
      second,
      ratio: first === 0 ? null : second / first,
      p: q,
      q,
    });
    const found = {
      rows: [row('a', 50, 49, 0.9), row('b', 8, 2, 0.01), row('c', 0, 0, 1), row('d', 1, 9, 0.04)],
    };
    expect(telling(found).map((one) => one.key)).toEqual(['d', 'b', 'a']);
  });
});

describe('the tree of categories', () => {
  const row = (key: string, tickets: number) =>
    ({ key, name: key, tickets }) as unknown as TallyRow;
  const known = [
    { kind: 'matter', code: '01004', class_name: '市容', name: '垃圾', name_en: 'Rubbish' },
  ] as const;

  it('sums up kinds and classes, the largest first', () => {
    const rows = [
      row('component:02001', 1),
      row('matter:01004', 5),
      row('matter:01005', 7),
      row('matter:03001', 2),
    ];
    const found = branches(known, rows);
    expect(found.map((one) => [one.key, one.tickets])).toEqual([
      ['matter', 14],
      ['component', 1],
    ]);
    expect(found[0]?.children.map((one) => [one.key, one.tickets])).toEqual([
      ['matter:01', 12],
      ['matter:03', 2],
    ]);
  });

  it('lets a class stand for its categories', () => {
    expect(toggled(['matter:01004', 'matter:02'], 'matter:01')).toEqual(['matter:02', 'matter:01']);
    expect(toggled(['matter:02'], 'matter:02')).toEqual([]);
  });
});

describe('the Lorenz curve', () => {
  it('begins with the busiest', () => {
    const points = curve([1, 7, 2, 0]);
    expect(points.map((one) => one.share)).toEqual([0, 0.7, 0.9, 1, 1]);
    expect(path(points, 100)).toBe('M0.0 100.0L25.0 30.0L50.0 10.0L75.0 0.0L100.0 0.0');
  });

  it('of nothing lies on the ground', () => {
    expect(curve([0, 0]).map((one) => one.share)).toEqual([0, 0, 0]);
  });
});
