/** Where labels stand: well inside what they name, and not upon each other. */
import type { Spot } from './frame.ts';

export type Ring = readonly Spot[];
/** Outer rings and holes alike: inside is what an odd number of rings surround. */
export type Shape = readonly Ring[];

const STEPS = 22;

/** A spot inside a shape far from its border and from the edge of the frame; null where the frame
 * shows too little of it. */
export function inside(shape: Shape, width: number, height: number, least = 2): Spot | null {
  const [x0, y0, x1, y1] = bounds(shape, width, height);
  let [best, clear]: [Spot | null, number] = [null, least];
  for (let row = 1; row < STEPS; row += 1) {
    for (let column = 1; column < STEPS; column += 1) {
      const spot: Spot = [x0 + ((x1 - x0) * column) / STEPS, y0 + ((y1 - y0) * row) / STEPS];
      if (!contains(shape, spot)) {
        continue;
      }
      const edge = Math.min(spot[0], spot[1], width - spot[0], height - spot[1]);
      const distance = Math.min(edge, distanceTo(shape, spot));
      if (distance > clear) {
        [best, clear] = [spot, distance];
      }
    }
  }
  return best;
}

export function contains(shape: Shape, [x, y]: Spot): boolean {
  let odd = false;
  for (const ring of shape) {
    for (let at = 0, last = ring.length - 1; at < ring.length; last = at, at += 1) {
      const [ax = 0, ay = 0] = ring[at] ?? [];
      const [bx = 0, by = 0] = ring[last] ?? [];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) {
        odd = !odd;
      }
    }
  }
  return odd;
}

function distanceTo(shape: Shape, spot: Spot): number {
  let least = Number.POSITIVE_INFINITY;
  for (const ring of shape) {
    for (let at = 1; at < ring.length; at += 1) {
      const [from, to] = [ring[at - 1], ring[at]];
      if (from && to) {
        least = Math.min(least, toSegment(spot, from, to));
      }
    }
  }
  return least;
}

function toSegment([x, y]: Spot, [ax, ay]: Spot, [bx, by]: Spot): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : ((x - ax) * dx + (y - ay) * dy) / length;
  const along = Math.min(1, Math.max(0, share));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

function bounds(shape: Shape, width: number, height: number): [number, number, number, number] {
  let [x0, y0, x1, y1] = [width, height, 0, 0];
  for (const [x, y] of shape.flat()) {
    x0 = Math.min(x0, x);
    y0 = Math.min(y0, y);
    x1 = Math.max(x1, x);
    y1 = Math.max(y1, y);
  }
  return [Math.max(0, x0), Math.max(0, y0), Math.min(width, x1), Math.min(height, y1)];
}

export interface Label {
  readonly at: Spot;
  /** Size on paper. */
  readonly width: number;
  readonly height: number;
}

/** Labels that fit without covering those before them. */
export function fitting<T extends Label>(labels: readonly T[], taken: readonly Label[] = []): T[] {
  const kept: T[] = [];
  for (const one of labels) {
    if (![...taken, ...kept].some((other) => overlap(one, other))) {
      kept.push(one);
    }
  }
  return kept;
}

function overlap(a: Label, b: Label): boolean {
  return (
    Math.abs(a.at[0] - b.at[0]) < (a.width + b.width) / 2 &&
    Math.abs(a.at[1] - b.at[1]) < (a.height + b.height) / 2
  );
}

/** Width of a text in millimetres: Chinese signs are as wide as high, others about half. */
export function widthOf(text: string, size: number): number {
  const signs = [...text].map((sign) => ((sign.codePointAt(0) ?? 0) > 0x2e7f ? 1 : 0.56));
  return signs.reduce<number>((sum, one) => sum + one, 0) * size;
}
