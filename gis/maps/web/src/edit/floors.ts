/** A tower divided by floors: what lies on each part. Pure; the service counts the same way. */

export interface Part {
  readonly from: number;
  readonly to: number;
  readonly households: number;
}

/** The highest floor of each part but the last, for parts as equal as can be. */
export function evenly(low: number, high: number, parts: number): number[] {
  const floors = high - low + 1;
  return Array.from({ length: parts - 1 }, (_, part) =>
    Math.round(low - 1 + (floors * (part + 1)) / parts),
  );
}

/** Whether cuts ascend within the floors, so that no part is empty. */
export function ascending(low: number, high: number, tops: readonly number[]): boolean {
  return [low - 1, ...tops, high].every(
    (top, index, all) => Number.isInteger(top) && (index === 0 || top > (all[index - 1] ?? top)),
  );
}

/** Parts and their households, shared by the number of floors; all add up to the total. */
export function partsOf(
  low: number,
  high: number,
  tops: readonly number[],
  households: number,
): Part[] {
  const bounds = [low - 1, ...tops, high];
  const floors = high - low + 1;
  const upTo = (bound: number) => Math.floor((households * (bound - low + 1)) / floors + 0.5);
  return bounds.slice(1).map((to, index) => {
    const below = bounds[index] ?? low - 1;
    return { from: below + 1, to, households: upTo(to) - upTo(below) };
  });
}
