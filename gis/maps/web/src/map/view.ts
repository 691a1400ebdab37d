/** Where the map looks, and which communities are in sight. */
import type { Box } from './contract.ts';

interface Placed {
  readonly code: string;
  readonly bbox: Box;
}

/** Around all communities of a plan; null where there are none. */
export function around(communities: readonly Placed[]): Box | null {
  const [first, ...others] = communities.map((one) => one.bbox);
  return first
    ? others.reduce<Box>(
        (box, one) => [
          Math.min(box[0], one[0]),
          Math.min(box[1], one[1]),
          Math.max(box[2], one[2]),
          Math.max(box[3], one[3]),
        ],
        first,
      )
    : null;
}

/** Codes of the communities that a view shows, those nearest to its middle first. */
export function inSight(communities: readonly Placed[], view: Box, most: number): string[] {
  const [west, south, east, north] = view;
  return communities
    .filter(({ bbox }) => bbox[0] < east && bbox[2] > west && bbox[1] < north && bbox[3] > south)
    .map(({ code, bbox }) => ({ code, away: away(bbox, (west + east) / 2, (south + north) / 2) }))
    .sort((one, other) => one.away - other.away)
    .slice(0, most)
    .map((one) => one.code);
}

/** How far a place is from a box and then from its middle, for comparing only. */
function away([west, south, east, north]: Box, lon: number, lat: number): number {
  const outside = Math.hypot(
    Math.max(west - lon, 0, lon - east),
    Math.max(south - lat, 0, lat - north),
  );
  return outside * 1000 + Math.hypot((west + east) / 2 - lon, (south + north) / 2 - lat);
}
