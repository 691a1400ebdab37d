import { expect, test } from 'vitest';
import type { Grid } from '../plan/types.ts';
import { changes } from './attributes.ts';

const grid = { code: '001', name: '甲', name_en: 'A', post: null, locked: false } as Grid;
const form = { code: '001', name: '甲', name_en: 'A', post: '', locked: false };

test('a form that was left alone changes nothing', () => {
  expect(changes(grid, form)).toEqual({});
});

test('only what was changed is sent', () => {
  expect(changes(grid, { ...form, name: '乙', locked: true })).toEqual({
    name: '乙',
    locked: true,
  });
});

test('a post can be taken away', () => {
  expect(changes({ ...grid, post: '网格长' }, form)).toEqual({ post: '' });
});
