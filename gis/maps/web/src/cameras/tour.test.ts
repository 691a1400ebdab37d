import { expect, test } from 'vitest';
import type { Stop } from './contract.ts';
import { begun, counted, here, marked, moved, over, ticked } from './tour.ts';

const stop = (camera: number, seconds: number): Stop => ({
  camera,
  seconds,
  name: `camera ${camera}`,
  status: 'online',
  live: true,
  has_stream: true,
  lon: 0,
  lat: 0,
});
const STOPS = [stop(1, 2), stop(2, 3)];

test('each camera is looked at for as long as it is said', () => {
  let tour = begun(STOPS);
  expect([here(tour)?.camera, tour.left]).toEqual([1, 2]);
  tour = ticked(tour);
  expect([here(tour)?.camera, tour.left]).toEqual([1, 1]);
  tour = ticked(tour);
  expect([here(tour)?.camera, tour.left]).toEqual([2, 3]);
  tour = ticked(ticked(ticked(tour)));
  expect(over(tour)).toBe(true);
  expect(ticked(tour)).toBe(tour);
});

test('a paused tour stays where it is', () => {
  const tour = { ...begun(STOPS), paused: true };
  expect(ticked(tour)).toBe(tour);
});

test('one can go on and back by hand, but not before the first', () => {
  const tour = begun(STOPS);
  expect(moved(tour, -1).at).toBe(0);
  expect(here(moved(tour, 1))?.camera).toBe(2);
  expect(over(moved(moved(tour, 1), 1))).toBe(true);
});

test('what was found is counted, and can be corrected', () => {
  let tour = marked(begun(STOPS), 'normal');
  tour = marked(tour, 'finding');
  tour = moved(tour, 1);
  expect([counted(tour, 'finding'), counted(tour, 'normal'), counted(tour, null)]).toEqual([
    1, 0, 1,
  ]);
});

test('a tour without cameras is over at once', () => {
  expect(over(begun([]))).toBe(true);
});
