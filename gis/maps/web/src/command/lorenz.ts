/** The Lorenz curve: which share of the tickets falls on which share of the grids. */

export interface Point {
  /** Share of the rows, the busiest first; 0 to 1. */
  readonly of: number;
  /** Share of the tickets. */
  readonly share: number;
}

/** Points of the curve from counts in any order; the busiest come first, so that it bends upwards. */
export function curve(counts: readonly number[]): Point[] {
  const sorted = [...counts].sort((one, other) => other - one);
  const total = sorted.reduce((sum, one) => sum + one, 0);
  let sum = 0;
  const points = sorted.map((one, i) => {
    sum += one;
    return { of: (i + 1) / sorted.length, share: total === 0 ? 0 : sum / total };
  });
  return [{ of: 0, share: 0 }, ...points];
}

/** The curve as a path in a square of a width, from the lower left on. */
export function path(points: readonly Point[], width: number): string {
  return points
    .map(({ of, share }, i) => {
      const [x, y] = [(of * width).toFixed(1), ((1 - share) * width).toFixed(1)];
      return `${i === 0 ? 'M' : 'L'}${x} ${y}`;
    })
    .join('');
}
