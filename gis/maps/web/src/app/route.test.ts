import { describe, expect, it } from 'vitest';
import { commandRoute } from './command-route.ts';
import { format, parse, planRoute, type Route } from './route.ts';

const ROUTES: Route[] = [
  { page: 'plans' },
  { page: 'import' },
  { page: 'jobs' },
  { page: 'sheet', plan: 2, grid: 17, all: false },
  { page: 'sheet', plan: 2, grid: 17, all: true },
  planRoute(3),
  planRoute(3, {
    panel: 'findings',
    view: [113.853101, 30.583301, 15.25],
    grids: [7, 9],
    atoms: [4711],
    filter: '河东 & 西',
    other: 1,
  }),
  commandRoute(),
  commandRoute({
    view: [113.853101, 30.583301, 15.25],
    layer: 'density',
    bandwidth: 500,
    when: { from: '2026-11-01', to: '2026-11-02T08:00' },
    other: { from: '2025-11-01', to: '2025-11-02' },
    category: ['matter:01', 'component:01004'],
    unit: ['城管 & 环卫'],
    status: ['open'],
    jurisdiction: '510105001',
    grid: '51010500100101',
    ticket: 4711,
    panel: 'spots',
    cameras: true,
    wall: true,
  }),
  { page: 'report', of: null, code: '', month: '' },
  { page: 'report', of: 'street', code: '510105001', month: '2026-10' },
  { page: 'snap', receipt: '' },
  { page: 'cameras', tab: 'cameras' },
  { page: 'cameras', tab: 'viewings' },
  { page: 'snap', receipt: 'k7-Wq' },
];

describe('an address', () => {
  it.each(ROUTES)('leads back to where it was taken: $page', (route) => {
    const url = new URL(format(route), 'http://localhost');
    expect(parse(url.pathname, url.search)).toEqual(route);
  });

  it.each(['/', '/plans', '/plans/0', '/plans/x', '/nowhere', '//'])(
    'that means nothing shows the plans: %s',
    (path) => expect(parse(path, '')).toEqual({ page: 'plans' }),
  );

  it('with nonsense in it loses only that', () => {
    const found = parse('/plans/3', '?at=1,x,3&grids=1.b&panel=none&other=-');
    expect(found).toEqual(planRoute(3));
  });

  it('of the command centre with nonsense in it loses only that', () => {
    const query =
      '?layer=red&bandwidth=1&from=2026-11-02&to=2026-11-01&when=7d&ticket=-1&panel=spots&grid=..';
    expect(parse('/command', query)).toEqual(commandRoute({ panel: 'spots', bandwidth: 50 }));
  });

  it('of a report knows whole months only', () => {
    expect(parse('/report', '?grid=1&month=2026-13')).toEqual({
      page: 'report',
      of: 'grid',
      code: '1',
      month: '',
    });
  });
});
