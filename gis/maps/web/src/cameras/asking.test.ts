import { expect, test } from 'vitest';
import { askedOf, boxOf, query } from './asking.ts';

const here = { ticket: null, grid: null, jurisdiction: null };

test('an open ticket counts before a chosen grid, and a grid before the map', () => {
  expect(askedOf({ ...here, ticket: 5, grid: 'g' })).toBe('ticket');
  expect(askedOf({ ...here, grid: 'g' })).toBe('grid');
  expect(askedOf(here)).toBe('map');
});

test('the box of a map stays on the globe', () => {
  const bounds = {
    getWest: () => -190,
    getSouth: () => 30.5,
    getEast: () => 113.9,
    getNorth: () => 89,
  };
  expect(boxOf(bounds)).toBe('-180.000000,30.500000,113.900000,85.000000');
  expect(boxOf(null)).toBeNull();
});

test('only what is meant is asked for', () => {
  const now = { ...here, grid: 'g', jurisdiction: '510105' };
  expect(query(now, 'grid', '1,2,3,4', 10)).toEqual({
    limit: 10,
    jurisdiction: '510105',
    grid: 'g',
  });
  expect(query(here, 'map', '1,2,3,4', 10)).toEqual({ limit: 10, bbox: '1,2,3,4' });
});
