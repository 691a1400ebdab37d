/** A cluster as a ring: late, due soon, in time and closed ones, the late ones thicker. */
import type { Cluster } from './contract.ts';

export const PARTS = ['red', 'yellow', 'green', 'closed'] as const;
export type Part = (typeof PARTS)[number];

export interface Arc {
  readonly part: Part;
  readonly path: string;
}

/** Pixels across, by how many there are. */
export function diameter(count: number): number {
  return Math.round(Math.min(58, 26 + 7 * Math.log10(Math.max(1, count)) * 1.6));
}

/** How many of each part. */
export function partsOf(
  cluster: Pick<Cluster, 'count' | Exclude<Part, 'closed'>>,
): Record<Part, number> {
  const { count, red, yellow, green } = cluster;
  return { red, yellow, green, closed: Math.max(0, count - red - yellow - green) };
}

/** The ring's arcs as paths in a square of the diameter, from the top on, clockwise. */
export function arcs(parts: Readonly<Record<Part, number>>, size: number): Arc[] {
  const total = PARTS.reduce((sum, part) => sum + parts[part], 0);
  if (total === 0) {
    return [];
  }
  const middle = size / 2;
  let at = 0;
  const found: Arc[] = [];
  for (const part of PARTS) {
    const share = parts[part] / total;
    if (share > 0) {
      const [outer, inner] = part === 'red' ? [middle - 1, middle - 8] : [middle - 2.5, middle - 7];
      found.push({ part, path: arc(middle, outer, inner, at, at + share) });
      at += share;
    }
  }
  return found;
}

/** A piece of a ring between two shares of the circle. */
function arc(middle: number, outer: number, inner: number, from: number, to: number): string {
  if (to - from >= 1) {
    const ring = (radius: number) =>
      `M${middle} ${middle - radius}A${radius} ${radius} 0 1 1 ${middle - 0.01} ${middle - radius}Z`;
    return ring(outer) + ring(inner);
  }
  const point = (radius: number, share: number) => {
    const angle = 2 * Math.PI * share;
    const [x, y] = [middle + radius * Math.sin(angle), middle - radius * Math.cos(angle)];
    return `${x.toFixed(2)} ${y.toFixed(2)}`;
  };
  const large = to - from > 0.5 ? 1 : 0;
  return (
    `M${point(outer, from)}A${outer} ${outer} 0 ${large} 1 ${point(outer, to)}` +
    `L${point(inner, to)}A${inner} ${inner} 0 ${large} 0 ${point(inner, from)}Z`
  );
}
