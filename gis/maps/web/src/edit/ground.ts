/** Sizes on the map: what some pixels are in metres, and rings around the pointer. Pure. */
import type { Position } from '../graph/protocol.ts';

/** Metres of one pixel at zoom 0 on the equator, for tiles of 512 pixels. */
const METRES_AT_ZERO = 78_271.516_964;
const RADIANS = Math.PI / 180;
const CORNERS = 16;

export function metresPerPixel(latitude: number, zoom: number): number {
  return (METRES_AT_ZERO * Math.cos(latitude * RADIANS)) / 2 ** zoom;
}

export interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** The ring of a round brush that was drawn from one pixel to another: a circle where they are the
 * same, else a stroke with round ends. */
export function stroke(from: Pixel, to: Pixel, radius: number): Pixel[] {
  const along = Math.atan2(to.y - from.y, to.x - from.x);
  return [...half(to, along - Math.PI / 2, radius), ...half(from, along + Math.PI / 2, radius)];
}

/** Half a circle around a pixel, from an angle on. */
function half(centre: Pixel, begin: number, radius: number): Pixel[] {
  return Array.from({ length: CORNERS / 2 + 1 }, (_, step) => {
    const angle = begin + (Math.PI * step) / (CORNERS / 2);
    return { x: centre.x + radius * Math.cos(angle), y: centre.y + radius * Math.sin(angle) };
  });
}

/** Evenly spaced places along a line, its ends left out: where it surely leads through. */
export function along(line: readonly Position[], count: number): Position[] {
  const legs = line.slice(1).map((to, index) => [line[index] ?? to, to] as const);
  const lengths = legs.map(([a, b]) => Math.hypot(b[0] - a[0], b[1] - a[1]));
  const total = lengths.reduce((sum, one) => sum + one, 0);
  return Array.from({ length: count }, (_, index) => {
    let left = (total * (index + 1)) / (count + 1);
    for (const [leg, [a, b]] of legs.entries()) {
      const length = lengths[leg] ?? 0;
      if (left <= length && length > 0) {
        const share = left / length;
        return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share] as const;
      }
      left -= length;
    }
    return line[0] ?? [0, 0];
  });
}
