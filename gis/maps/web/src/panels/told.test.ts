import { beforeEach, expect, test } from 'vitest';
import type { Operation } from '../plan/types.ts';
import { setLanguage } from '../ui/words.ts';
import { grids, type Names, sentence, undone } from './told.ts';

const COMMUNITY = '990121100001';
const touched = (...ids: number[]) => ids.map((id) => ({ id, code: code(id), live: id !== 9 }));
const code = (id: number) => `${COMMUNITY}${String(id).padStart(3, '0')}`;
const operation = (
  kind: Operation['kind'],
  request: Operation['request'] = {},
  more: Partial<Operation> = {},
): Operation => ({
  version: 1,
  kind,
  actor: 'ann',
  created_at: '2026-11-22T13:30:45Z',
  request,
  result: { grids: touched(3, 5) },
  target: null,
  hash: '',
  ...more,
});
const names: Names = {
  grids: new Map([[7, { code: code(7), community: COMMUNITY }]]),
  communities: new Map([[COMMUNITY, '西湖社区']]),
  operations: new Map(),
};
const zh = (one: Operation) => sentence(one, names);

beforeEach(() => setLanguage('zh'));

test('a move tells where from and where to', () => {
  const move = operation('move', { atoms: [1, 2, 3], grid: 5 });
  expect(zh(move)).toBe('把 3 个基本单元从 003 移到 005');
  setLanguage('en');
  expect(sentence(move, names)).toBe('Moved 3 atoms from 003 to 005');
});

test('a move inside a grid is about its micro-grids', () => {
  const move = operation('move', { atoms: [1], grid: 5 }, { result: { grids: touched(5) } });
  expect(zh(move)).toBe('在 005 内调整 1 个基本单元的微网格');
});

test('a split names what came of it, and a merge what went into which', () => {
  expect(zh(operation('split_grid', { grid: 3 }))).toBe('把网格 003 分成 003 和 005');
  expect(zh(operation('merge', { grids: [3, 5], into: 3 }))).toBe('把 005 并入 003');
});

test('grids that an operation left alone are named as they are now, unknown ones by number', () => {
  expect(zh(operation('resolve', { grids: [7, 8], level: 'grid' }))).toBe('重新划分 007、#8');
});

test('attributes are told one by one, a lock by itself', () => {
  const result = { grids: touched(3) };
  const renamed = operation(
    'attributes',
    { grid: 3, name: '甲', post: '', code: null },
    { result },
  );
  expect(zh(renamed)).toBe('修改 003 的名称、责任岗位');
  expect(zh(operation('attributes', { grid: 3, locked: false }, { result }))).toBe('解锁 003');
});

test('towers are cut by floors or by staircases', () => {
  expect(zh(operation('split_tower', { atom: 1, floors: [9, 18] }))).toBe(
    '按楼层拆分 003 的一栋楼（9、18 层以上）',
  );
  expect(zh(operation('split_tower', { atom: 1, floors: [] }))).toBe('按单元门拆分 003 的一栋楼');
});

test('an undo tells what it took back where that is known', () => {
  const merge = operation('merge', { grids: [3, 5], into: 3 });
  const undo = operation('undo', {}, { version: 2, target: 1 });
  expect(sentence(undo, { ...names, operations: new Map([[1, merge]]) })).toBe(
    '撤销：把 005 并入 003',
  );
  expect(zh(undo)).toBe('撤销：版本 1');
});

test('what was done again is no longer undone', () => {
  const log = [
    operation('redo', {}, { version: 5, target: 1 }),
    operation('undo', {}, { version: 4, target: 2 }),
    operation('undo', {}, { version: 3, target: 1 }),
    operation('move', {}, { version: 2 }),
    operation('move', {}, { version: 1 }),
  ];
  expect(undone(log)).toEqual(new Set([2]));
});

test('grids that are gone are not flown to', () => {
  expect(grids(operation('merge', {}, { result: { grids: touched(3, 9) } }))).toEqual([3]);
  expect(grids(operation('create', {}, { result: { version: 0 } }))).toEqual([]);
});

test('a branch tells where it comes from', () => {
  expect(zh(operation('create', { parent: 2, parent_version: 4 }))).toBe(
    '由方案 2（版本 4）分出草案',
  );
  expect(zh(operation('create'))).toBe('生成方案');
});
