import { expect, test } from 'vitest';
import type { AtomTold } from '../graph/protocol.ts';
import type { Grid } from '../plan/types.ts';
import { forAtoms, forGrids, type Offer } from './offers.ts';

const grid = (id: number, more: Partial<Grid> = {}) =>
  ({ id, community: 'c', kind: 'base', locked: false, ...more }) as Grid;
const atom = (id: number, of: number, more: Partial<AtomTold> = {}) =>
  ({ id, grid: of, community: 'c', buildings: 1, ...more }) as AtomTold;
const names = (offers: Offer[]) => offers.map((one) => one.name);
const hindered = (offers: Offer[], name: string) =>
  offers.find((one) => one.name === name)?.hindered;

test('nothing chosen, nothing offered', () => {
  expect([...forGrids([]), ...forAtoms([], new Map())]).toEqual([]);
});

test('one grid is halved, several are merged or divided anew', () => {
  expect(names(forGrids([grid(1)]))).toEqual(['halve', 'microgrids', 'dedicate', 'lock']);
  expect(names(forGrids([grid(1), grid(2)]))).toEqual(['merge', 'resolve', 'microgrids', 'lock']);
});

test('a dedicated grid is made a base grid', () => {
  expect(names(forGrids([grid(1, { kind: 'dedicated' })]))).toContain('undedicate');
});

test('a locked grid is only unlocked', () => {
  const offers = forGrids([grid(1, { locked: true })]);
  expect(offers.filter((one) => one.hindered === null)).toEqual([
    { name: 'unlock', hindered: null },
  ]);
});

test('grids of two communities are not merged', () => {
  expect(hindered(forGrids([grid(1), grid(2, { community: 'd' })]), 'merge')).toBe('communities');
});

test('a micro-grid lies in one grid, and a tower is one atom', () => {
  const grids = new Map([1, 2].map((id) => [id, grid(id)]));
  const apart = forAtoms([atom(7, 1), atom(8, 2)], grids);
  expect(hindered(apart, 'newMicrogrid')).toBe('grids');
  expect(hindered(apart, 'newGrid')).toBeNull();
  expect(names(apart)).toContain('resolve');
  expect(names(apart)).not.toContain('tower');
  expect(names(forAtoms([atom(7, 1)], grids))).toContain('tower');
  expect(names(forAtoms([atom(7, 1, { buildings: 0 })], grids))).not.toContain('tower');
});

test('atoms of a locked grid stay', () => {
  const offers = forAtoms([atom(7, 1)], new Map([[1, grid(1, { locked: true })]]));
  expect(offers.every((one) => one.hindered === 'locked')).toBe(true);
});
