import { beforeEach, expect, test } from 'vitest';
import { later, putOff } from './later.ts';

beforeEach(() => localStorage.clear());

test('findings are put off for each plan, and taken up again', () => {
  putOff(1, 'a', true);
  putOff(1, 'b', true);
  putOff(2, 'c', true);
  putOff(1, 'a', false);
  expect([...later(1).get()]).toEqual(['b']);
  expect([...later(2).get()]).toEqual(['c']);
  expect(localStorage.getItem('wangge.later.1')).toBe('["b"]');
});

test('what is kept is there after a reload, and rubbish is nothing', () => {
  localStorage.setItem('wangge.later.7', '["x", 3]');
  localStorage.setItem('wangge.later.8', '{"x": 1}');
  expect([...later(7).get()]).toEqual(['x']);
  expect([...later(8).get()]).toEqual([]);
});
