import { expect, test } from 'vitest';
import { desksFor, explained, fieldOf, inChina, isNext, offeredActs } from './acting.ts';
import type { Desk } from './types.ts';

const desk = (unit: string, lead: boolean, state: Desk['state'] = 'open'): Desk => ({
  unit,
  lead,
  state,
  since: '2026-01-01T00:00:00Z',
  due_at: null,
  ended_at: null,
});

test('what comes next is offered first, what the system does not at all', () => {
  const acts = ['note', 'escalate', 'close', 'assign', 'finish'] as const;
  expect(offeredActs({ acts, stage: 'handling' })).toEqual(['finish', 'close', 'assign', 'note']);
  expect(offeredActs({ acts, stage: 'accepted' })).toEqual(['assign', 'finish', 'close', 'note']);
  expect(isNext('finish', { stage: 'handling' })).toBe(true);
  expect(isNext('note', { stage: 'handling' })).toBe(false);
});

test('an early end has to be explained, one after the check has not', () => {
  expect(explained('close', { stage: 'handling' })).toBe(true);
  expect(explained('close', { stage: 'checked' })).toBe(false);
  expect(explained('return', { stage: 'assigned' })).toBe(true);
});

test('with several desks at work one says for which one acts, the leading one first', () => {
  const desks = [desk('城管局', false), desk('环卫所', true), desk('社区', false, 'done')];
  expect(desksFor('handle', { desks })).toEqual(['环卫所', '城管局']);
  expect(desksFor('close', { desks })).toEqual(['环卫所']);
  expect(desksFor('handle', { desks: desks.slice(1) })).toEqual([]);
  expect(desksFor('note', { desks })).toEqual([]);
});

test('fields of day and time are in the time of China', () => {
  expect(inChina('2026-11-22T18:00')).toBe('2026-11-22T18:00:00+08:00');
  expect(fieldOf(new Date('2026-11-22T10:00:00Z'))).toBe('2026-11-22T18:00');
});
