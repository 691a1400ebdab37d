import { describe, expect, it } from 'vitest';
import { channels } from '../map/palette.ts';
import { confidenceClass, countBreaks, ratioClass, sequential, spread } from './scales.ts';

describe('classes', () => {
  it('of ratios are the same above and below the average', () => {
    const ratios = [0.3, 0.6, 0.8, 1, 1.2, 1.7, 3];
    expect(ratios.map(ratioClass)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(ratios.map((one) => 6 - ratioClass(1 / one))).toEqual(ratios.map(ratioClass));
  });

  it('of counts begin with 1 and are round', () => {
    expect(countBreaks(1)).toEqual([1]);
    expect(countBreaks(4)).toEqual([1, 2]);
    expect(countBreaks(37)).toEqual([1, 2, 5, 10, 20]);
    expect(countBreaks(5000)).toEqual([1, 100, 200, 500, 1000, 2000, 5000]);
  });

  it('of hot spots are named by how sure they are', () => {
    expect([0.2, 0.09, 0.04, 0.001].map(confidenceClass)).toEqual([null, 0, 1, 2]);
  });
});

describe('colours of counts', () => {
  it.each(['light', 'dark'] as const)('go one way from dim to strong: %s', (theme) => {
    const bright = sequential(theme).map((colour) => {
      const [red, green, blue] = channels(colour);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    });
    const sorted = [...bright].sort((a, b) => (theme === 'dark' ? a - b : b - a));
    expect(bright).toEqual(sorted);
  });

  it('stand as far apart as they can', () => {
    expect(spread(['a', 'b', 'c', 'd', 'e'], 3)).toEqual(['a', 'c', 'e']);
    expect(spread(['a', 'b', 'c'], 1)).toEqual(['c']);
  });
});
