import { expect, test } from 'vitest';
import { barOf, frameOf, metresPerDegree } from './frame.ts';

const [LON, LAT] = metresPerDegree(30.58);
const around = (metresWide: number, metresTall: number) =>
  [
    113.85 - metresWide / 2 / LON,
    30.58 - metresTall / 2 / LAT,
    113.85 + metresWide / 2 / LON,
    30.58 + metresTall / 2 / LAT,
  ] as const;

test('a degree at the equator and at the latitude of Wuhan', () => {
  expect(metresPerDegree(0)).toEqual([expect.closeTo(111_319.5, 0), expect.closeTo(110_574.3, 0)]);
  // As pyproj's WGS 84 ellipsoid has it.
  expect(LON).toBeCloseTo(95_923, -1);
  expect(LAT).toBeCloseTo(110_861, -1);
});

test('the scale is true: metres on the ground are millimetres on paper', () => {
  const frame = frameOf(around(300, 200), 180, 130);
  expect(frame.scale).toBe(2500);
  const [west] = frame.place([113.85, 30.58]);
  const [east] = frame.place([113.85 + 100 / LON, 30.58]);
  expect(east - west).toBeCloseTo(100_000 / 2500, 3);
  const [, south] = frame.place([113.85, 30.58 - 100 / LAT]);
  expect(south - frame.height / 2).toBeCloseTo(40, 3);
});

test('a grid lies in the middle of the frame with room for its neighbours', () => {
  const box = around(700, 250);
  const frame = frameOf(box, 180, 130);
  const [left, top] = frame.place([box[0], box[3]]);
  const [right, bottom] = frame.place([box[2], box[1]]);
  expect(left).toBeGreaterThan(180 * 0.15);
  expect(right).toBeLessThan(180 * 0.85);
  expect(left + right).toBeCloseTo(180, 6);
  expect(top + bottom).toBeCloseTo(130, 6);
});

test('a grid of a whole valley still fits', () => {
  const frame = frameOf(around(60_000, 30_000), 180, 130);
  expect(frame.scale % 50_000).toBe(0);
  expect(frame.place(frame.box)).toEqual([expect.closeTo(0, 6), expect.closeTo(130, 6)]);
});

test('the bar is a round length that fits', () => {
  expect(barOf(2500, 45)).toEqual({ metres: 100, millimetres: 40 });
  expect(barOf(10_000, 45)).toEqual({ metres: 200, millimetres: 20 });
  expect(barOf(5000, 45).metres).toBe(200);
});
