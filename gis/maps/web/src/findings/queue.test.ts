import { expect, test } from 'vitest';
import {
  boxOf,
  communityOf,
  type Finding,
  following,
  gridsOf,
  middle,
  queue,
  step,
  tally,
  trayOf,
} from './queue.ts';

const HOME = '990121100001';
const finding = (id: string, more: Partial<Finding> = {}): Finding => ({
  id,
  rule: 'band',
  severity: 'error',
  units: [`${HOME}003`],
  zh: '偏少',
  en: 'too few',
  accepted: false,
  position: 0,
  geometry: null,
  ...more,
});
const ids = (all: readonly Finding[]) => all.map((one) => one.id);
const ALL = { tray: 'open', rule: '', community: '' } as const;

test('each finding waits in one tray', () => {
  const later = new Set(['b', 'c']);
  expect(trayOf(finding('a'), later)).toBe('open');
  expect(trayOf(finding('b'), later)).toBe('later');
  expect(trayOf(finding('c', { accepted: true }), later)).toBe('accepted');
  expect(trayOf(finding('b', { severity: 'info' }), later)).toBe('explained');
  const found = [finding('a'), finding('b'), finding('d', { severity: 'info' })];
  expect(tally(found, later)).toEqual({ open: 1, later: 1, accepted: 0, explained: 1 });
});

test('grave findings come first, codes last, the others as the audit has them', () => {
  const found = [
    finding('w', { severity: 'warning', position: 0 }),
    finding('code', { rule: 'code', position: 1 }),
    finding('two', { position: 3 }),
    finding('one', { position: 2 }),
  ];
  expect(ids(queue(found, ALL, new Set()))).toEqual(['one', 'two', 'code', 'w']);
});

test('the list is kept to a kind or a community', () => {
  const found = [
    finding('a'),
    finding('b', { rule: 'torn_compound', units: ['c1', '990121100002001'] }),
  ];
  expect(ids(queue(found, { ...ALL, rule: 'torn_compound' }, new Set()))).toEqual(['b']);
  expect(ids(queue(found, { ...ALL, community: HOME }, new Set()))).toEqual(['a']);
});

test('units tell the community and the grids, those of micro-grids too', () => {
  const grids = new Map([
    [`${HOME}003`, 3],
    [`${HOME}004`, 4],
  ]);
  const units = ['锦绣园', `${HOME}00402`, `${HOME}003`, `${HOME}004`];
  expect(communityOf({ units })).toBe(HOME);
  expect(gridsOf({ units }, grids)).toEqual([4, 3]);
  expect(gridsOf({ units: [`${HOME}999`, HOME] }, grids)).toEqual([]);
  expect(communityOf({ units: ['12', '锦绣园'] })).toBeNull();
});

test('steps stay within the list and begin at its start', () => {
  const all = ['a', 'b', 'c'].map((id) => finding(id));
  expect(step(all, null, 1)?.id).toBe('a');
  expect(step(all, 'a', 1)?.id).toBe('b');
  expect(step(all, 'c', 1)?.id).toBe('c');
  expect(step(all, 'a', -1)?.id).toBe('a');
  expect(step([], 'a', 1)).toBeNull();
});

test('what leaves the list hands on to the next, the last to the one before', () => {
  const all = ['a', 'b', 'c'].map((id) => finding(id));
  expect(following(all, 'b')?.id).toBe('c');
  expect(following(all, 'c')?.id).toBe('b');
  expect(following([finding('a')], 'a')).toBeNull();
});

test('a finding lies in the middle of its ground', () => {
  const geometry = {
    type: 'GeometryCollection' as const,
    geometries: [
      { type: 'Point' as const, coordinates: [113, 30] },
      {
        type: 'LineString' as const,
        coordinates: [
          [113.5, 30],
          [114, 31],
        ],
      },
    ],
  };
  const box = boxOf({ geometry });
  expect(box).toEqual([113, 30, 114, 31]);
  expect(box && middle(box)).toEqual([113.5, 30.5]);
  expect(boxOf({ geometry: null })).toBeNull();
});
