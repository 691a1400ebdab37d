import { expect, test } from 'vitest';
import type { Operation } from '../plan/types.ts';
import { byDay, gapped, joined } from './log.ts';

const at = (version: number, created_at = '2026-11-22T04:00:00Z') =>
  ({ version, created_at }) as Operation;
const versions = (log: readonly Operation[]) => log.map((one) => one.version);

test('pages join to one log without repetitions, latest first', () => {
  expect(versions(joined([at(5), at(4)], [at(4), at(3)]))).toEqual([5, 4, 3]);
  expect(versions(joined([at(4), at(3)], [at(6), at(5), at(4)]))).toEqual([6, 5, 4, 3]);
});

test('a page that does not reach what was known stands alone', () => {
  expect(gapped([at(5), at(4)], [at(9), at(8)])).toBe(true);
  expect(gapped([at(5), at(4)], [at(7), at(6)])).toBe(false);
  expect(gapped([], [at(7)])).toBe(false);
});

test('operations are told day by day', () => {
  const log = [
    at(3, '2026-11-22T04:00:00Z'),
    at(2, '2026-11-22T03:00:00Z'),
    at(1, '2026-11-20T03:00:00Z'),
  ];
  expect(byDay(log).map(([, day]) => versions(day))).toEqual([[3, 2], [1]]);
});
