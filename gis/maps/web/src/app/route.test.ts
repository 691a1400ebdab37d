import { describe, expect, it } from 'vitest';
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
});
