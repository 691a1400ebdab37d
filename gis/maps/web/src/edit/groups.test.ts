import { expect, test } from 'vitest';
import { grouped, largest } from './groups.ts';

const parity = (value: number) => value % 2;

test('values are grouped in the order they come', () => {
  expect([...grouped([3, 4, 5, 6, 8], parity)]).toEqual([
    [1, [3, 5]],
    [0, [4, 6, 8]],
  ]);
});

test('the largest group wins, the first of those equally large', () => {
  expect(largest([3, 4, 6], parity)).toEqual([4, 6]);
  expect(largest([3, 4], parity)).toEqual([3]);
  expect(largest([], parity)).toEqual([]);
});
