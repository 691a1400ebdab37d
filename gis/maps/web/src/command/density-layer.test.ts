import { describe, expect, it } from 'vitest';
import type { Density } from './contract.ts';
import { colourOf, corners, largest, valuesOf } from './density-layer.ts';

const bytes = new Uint8Array([0, 0, 0, 1, 0, 4, 0, 2]);
const DENSITY: Density = {
  bounds: [0, 0, 1000, 1000],
  width: 2,
  height: 2,
  bandwidth: 300,
  unit: 'tickets per km2',
  scale: 0.5,
  values: btoa(String.fromCharCode(...bytes)),
};

describe('a density', () => {
  it('is read row by row as shares of its largest value', () => {
    expect([...valuesOf(DENSITY)]).toEqual([0, 0.25, 1, 0.5]);
  });

  it('knows its largest value in its unit', () => {
    expect(largest(DENSITY)).toBe(512);
  });

  it('lies where its box says, north first', () => {
    const [northWest, northEast, southEast, southWest] = corners([0, 0, 111_319.49, 111_325.14]);
    expect(southWest).toEqual([0, 0]);
    expect(northWest[1]).toBeCloseTo(1, 3);
    expect(northEast[0]).toBeCloseTo(1, 3);
    expect(southEast[1]).toBe(0);
  });

  it('fades out towards nothing', () => {
    const scale = [
      [0, 0, 0],
      [200, 100, 50],
    ] as const;
    expect(colourOf(0.001, scale)[3]).toBe(0);
    expect(colourOf(1, scale).slice(0, 3)).toEqual([200, 100, 50]);
    expect(colourOf(0.1, scale)[3]).toBeLessThan(colourOf(0.5, scale)[3]);
  });
});
