import { expect, test } from 'vitest';
import { type Difference, ground, ofPlan, placeOf, stepped } from './flows.ts';

const square = (lon: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [lon, 30],
      [lon + 1, 30],
      [lon + 1, 31],
      [lon, 30],
    ],
  ],
});
const feature = (before: string, after: string, lon: number) => ({
  type: 'Feature',
  properties: { before, after },
  geometry: square(lon),
});
const flow = (before: string, after: string) => ({
  before,
  after,
  households: 60,
  residents: 180,
  buildings: 1,
});
const found = {
  geometry: {
    type: 'FeatureCollection',
    features: [feature('1', '2', 110), feature('1', '2', 114), feature('2', '1', 100)],
  },
} as unknown as Difference;

test('ground that moved is drawn as what it became', () => {
  expect(ground(found).features.map((one) => one.properties?.tone)).toEqual([
    'after',
    'after',
    'after',
  ]);
});

test('a flow lies around all ground that moved the same way', () => {
  expect(placeOf(found, flow('1', '2'))).toEqual([110, 30, 115, 31]);
});

test('floors that moved have no ground to fly to', () => {
  expect(placeOf(found, flow('1', '3'))).toBeNull();
});

test('another plan takes the place of the first in every tile, without its overlays', () => {
  const tiles = (name: string, plan: number, version: number) => ({
    type: 'vector',
    tiles: [`http://here/tiles/${name}/{z}/{x}/{y}.mvt?plan=${plan}&version=${version}`],
  });
  const style = {
    sources: { grids: tiles('grids', 3, 7), 'overlay-compare': { type: 'geojson' } },
    layers: [{ id: 'grids' }, { id: 'overlay-compare-line' }],
  };
  expect(ofPlan(style, 1, 0)).toEqual({
    sources: { grids: tiles('grids', 1, 0) },
    layers: [{ id: 'grids' }],
  });
});

test('the divider moves by keys and stops at the edges', () => {
  expect(stepped(50, 'ArrowRight', false)).toBe(52);
  expect(stepped(5, 'ArrowLeft', true)).toBe(0);
  expect(stepped(50, 'End', false)).toBe(100);
  expect(stepped(50, 'a', false)).toBeNull();
});
