import { expect, test } from 'vitest';
import { dayIn, endOf } from './until.ts';

test('days are counted from today, months by the calendar', () => {
  const now = new Date(2026, 10, 22, 23, 30);
  expect(dayIn({ days: 1 }, now)).toBe('2026-11-23');
  expect(dayIn({ months: 6 }, now)).toBe('2027-05-22');
  expect(dayIn({ days: 40 }, now)).toBe('2027-01-01');
});

test('an exception holds to the end of its day', () => {
  expect(new Date(endOf('2027-03-31')).getTime()).toBe(new Date(2027, 2, 31, 23, 59, 59).getTime());
});
