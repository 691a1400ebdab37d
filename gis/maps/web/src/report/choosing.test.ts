import { beforeEach, expect, test } from 'vitest';
import { byClass, matching, offered, used } from './choosing.ts';
import type { Category } from './contract.ts';

const make = (code: string, name: string, name_en: string, class_name: string): Category => ({
  kind: 'matter',
  code,
  name,
  name_en,
  class_name,
});
const LAMP = make('01037', '路灯异常', 'Street light', '市政公用设施类');
const DRAIN = make('01004', '雨水箅子异常', 'Storm drain', '市政公用设施类');
const NOISE = make('06028', '噪声扰民', 'Noise', '市容环境类');
const ALL = [LAMP, DRAIN, NOISE];

beforeEach(() => localStorage.clear());

test('words are sought in both languages, the class and the code', () => {
  expect(matching(ALL, '噪声')).toEqual([NOISE]);
  expect(matching(ALL, 'street LIGHT')).toEqual([LAMP]);
  expect(matching(ALL, '市政 雨水')).toEqual([DRAIN]);
  expect(matching(ALL, '06028')).toEqual([NOISE]);
  expect(matching(ALL, ' ')).toEqual(ALL);
});

test('what was reported last is offered first', () => {
  used(NOISE);
  used(DRAIN);
  expect(offered(ALL, 2)).toEqual([DRAIN, NOISE]);
  expect(offered(ALL, 3)).toEqual([DRAIN, NOISE, LAMP]);
});

test('until then the classes are offered in turn', () => {
  expect(offered(ALL, 3)).toEqual([LAMP, NOISE, DRAIN]);
});

test('a category that is gone is offered no more', () => {
  used(NOISE);
  expect(offered([LAMP], 3)).toEqual([LAMP]);
});

test('classes stand in the order of the list', () => {
  expect(byClass(ALL).map(([name, own]) => [name, own.length])).toEqual([
    ['市政公用设施类', 2],
    ['市容环境类', 1],
  ]);
});
