import { expect, test } from 'vitest';
import { fakeGrid } from '../plan/fake-grid.ts';
import type { Grid, Microgrid } from '../plan/types.ts';
import { type Community, matcher, type Row, rows, type Table } from './rows.ts';

const grid = (id: number, more: Partial<Grid> = {}) =>
  fakeGrid(id, {
    name: `西湖社区第${id}网格`,
    name_en: `West lake, grid ${id}`,
    households: 300 + id,
    residents: 900,
    atoms: 5,
    ...more,
  });
const part = (id: number, of: number): Microgrid => ({
  id,
  grid: of,
  code: `9901211000010010${id}`,
  households: 60,
  residents: 170,
  atoms: 2,
  floor_from: null,
  floor_to: null,
  reason: null,
});
const communities = [
  { code: '990121100001', name: '西湖社区' },
  { code: '990121100002', name: '瑞金社区' },
] as Community[];
const table = (more: Partial<Table>): Table => ({
  grids: [],
  communities,
  microgrids: [],
  loaded: new Set(),
  order: { by: 'code', descending: false },
  filter: '',
  folded: new Set(),
  unfolded: new Set(),
  ...more,
});
const keys = (found: readonly Row[]) => found.map((row) => row.key);
const second = { community: '990121100002', code: '990121100002001' };

test('grids stand under their community with its sums', () => {
  const found = rows(table({ grids: [grid(3, second), grid(2), grid(1)] }));
  expect(keys(found)).toEqual(['c990121100001', 'g1', 'g2', 'c990121100002', 'g3']);
  expect(found[0]).toMatchObject({ name: '西湖社区', grids: 2, households: 603, buildings: 20 });
});

test('sorting keeps grids in their communities', () => {
  const grids = [grid(1), grid(2), grid(3, { ...second, households: 900 })];
  const order = { by: 'households', descending: true } as const;
  expect(keys(rows(table({ grids, order })))).toEqual([
    'c990121100001',
    'g2',
    'g1',
    'c990121100002',
    'g3',
  ]);
});

test('names are sorted by their numbers, not letter by letter', () => {
  const grids = [grid(10), grid(9)];
  expect(keys(rows(table({ grids, order: { by: 'name', descending: false } })))).toEqual([
    'c990121100001',
    'g9',
    'g10',
  ]);
});

test('a folded community shows its sums only', () => {
  const found = rows(table({ grids: [grid(1)], folded: new Set(['990121100001']) }));
  expect(found).toMatchObject([{ type: 'community', open: false, households: 301 }]);
});

test('an unfolded grid waits for its community, then shows its own micro-grids by code', () => {
  const unfolded = new Set([1]);
  const grids = [grid(1), grid(2)];
  const microgrids = [part(8, 1), part(7, 1), part(9, 2)];
  const waiting = rows(table({ grids, microgrids, unfolded }));
  expect(keys(waiting)).toEqual(['c990121100001', 'g1', 'w1', 'g2']);
  const loaded = new Set(['990121100001']);
  const found = rows(table({ grids, microgrids, unfolded, loaded }));
  expect(keys(found)).toEqual(['c990121100001', 'g1', 'm7', 'm8', 'g2']);
});

test('a filter needs all its words, wherever they stand', () => {
  const names = new Map([['990121100001', '西湖社区']]);
  const school = grid(5, { kind: 'dedicated', category: 'school', name: '实验小学' });
  expect(matcher('西湖 小学', names)(school)).toBe(true);
  expect(matcher('WEST  5', names)(school)).toBe(true);
  expect(matcher('小学 医院', names)(school)).toBe(false);
  expect(matcher('  ', names)(school)).toBe(true);
});

test('a community without matching grids is not shown', () => {
  const found = rows(table({ grids: [grid(1), grid(3, second)], filter: '瑞金' }));
  expect(keys(found)).toEqual(['c990121100002', 'g3']);
});
