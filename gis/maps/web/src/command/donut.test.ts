import { describe, expect, it } from 'vitest';
import { arcs, diameter, partsOf } from './donut.ts';

describe('a ring', () => {
  it('has a piece for each kind that is there, late ones first', () => {
    const parts = partsOf({ count: 10, red: 1, yellow: 0, green: 5 });
    expect(parts).toEqual({ red: 1, yellow: 0, green: 5, closed: 4 });
    expect(arcs(parts, 40).map((one) => one.part)).toEqual(['red', 'green', 'closed']);
  });

  it('closes where all are of one kind', () => {
    const [only] = arcs({ red: 0, yellow: 0, green: 7, closed: 0 }, 40);
    expect(only?.path.match(/Z/g)).toHaveLength(2);
  });

  it('of nothing is nothing', () => {
    expect(arcs({ red: 0, yellow: 0, green: 0, closed: 0 }, 40)).toEqual([]);
  });

  it('grows with what it counts, but not beyond reason', () => {
    expect(diameter(1)).toBeLessThan(diameter(100));
    expect(diameter(100)).toBeLessThan(diameter(1000));
    expect(diameter(10_000_000)).toBeLessThanOrEqual(58);
  });
});
