import { describe, expect, it } from 'vitest';
import type { Frames } from './contract.ts';
import { Film } from './frames.ts';

const FRAMES: Frames = {
  step: 'day',
  resolution: 9,
  hexes: ['a', 'b', 'c'],
  frames: [
    { at: '2026-11-20', total: 3 },
    { at: '2026-11-21', total: 1 },
    { at: '2026-11-22', total: 4 },
  ],
  counts: [
    [
      [0, 2],
      [1, 1],
    ],
    [[1, 1]],
    [[2, 4]],
  ],
};

describe('a film', () => {
  it('tells what changes from frame to frame', () => {
    const film = new Film(FRAMES);
    expect([...film.show(0, false)]).toEqual([
      [0, 2],
      [1, 1],
    ]);
    expect([...film.show(1, false)]).toEqual([[0, 0]]);
    expect(Object.fromEntries(film.show(2, false))).toEqual({ 1: 0, 2: 4 });
    expect(film.show(2, false).size).toBe(0);
  });

  it('sums up, forwards and back', () => {
    const film = new Film(FRAMES);
    film.show(0, true);
    expect([...film.show(1, true)]).toEqual([[1, 2]]);
    expect([...film.show(2, true)]).toEqual([[2, 4]]);
    expect(Object.fromEntries(film.show(0, true))).toEqual({ 1: 1, 2: 0 });
  });

  it('changes over from single frames to the sum', () => {
    const film = new Film(FRAMES);
    film.show(1, false);
    expect(Object.fromEntries(film.show(1, true))).toEqual({ 0: 2, 1: 2 });
  });

  it('knows its largest count and its totals', () => {
    const film = new Film(FRAMES);
    expect([film.largest(false), film.largest(true)]).toEqual([4, 4]);
    expect([film.total(1, false), film.total(1, true)]).toEqual([1, 4]);
  });
});
