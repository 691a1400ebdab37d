/** What lies under a point of the screen. */
import type { Geometry, Position as Place } from 'geojson';
import type { Position } from '../graph/protocol.ts';

/** Straight pieces of the borders of a polygon. */
function* rings(geometry: Geometry): Generator<Place[]> {
  if (geometry.type === 'Polygon') {
    yield* geometry.coordinates;
  } else if (geometry.type === 'MultiPolygon') {
    yield* geometry.coordinates.flat();
  }
}

/** Pixels of a degree at a place of the map that points north. */
export interface Pixels {
  readonly lon: number;
  readonly lat: number;
}

export function pixelsAt(latitude: number, zoom: number): Pixels {
  const lon = (512 * 2 ** zoom) / 360;
  return { lon, lat: lon / Math.cos((latitude * Math.PI) / 180) };
}

/** The point of a polygon's border that is nearest to a place, and how many pixels away it is. */
export function nearest(
  geometry: Geometry,
  place: Position,
  pixels: Pixels,
): { readonly at: Position; readonly away: number } | null {
  let best: { at: Position; away: number } | null = null;
  for (const ring of rings(geometry)) {
    for (let i = 1; i < ring.length; i += 1) {
      const [from, to] = [ring[i - 1], ring[i]];
      const found = from && to && onPiece(from, to, place, pixels);
      if (found && (best === null || found.away < best.away)) {
        best = found;
      }
    }
  }
  return best;
}

function onPiece(from: Place, to: Place, place: Position, pixels: Pixels) {
  const [fromX = 0, fromY = 0] = from;
  const [toX = 0, toY = 0] = to;
  const x = (place[0] - fromX) * pixels.lon;
  const y = (place[1] - fromY) * pixels.lat;
  const runX = (toX - fromX) * pixels.lon;
  const runY = (toY - fromY) * pixels.lat;
  const length = runX * runX + runY * runY;
  const share = length === 0 ? 0 : Math.max(0, Math.min(1, (x * runX + y * runY) / length));
  const away = Math.hypot(x - share * runX, y - share * runY);
  const at: Position = [fromX + share * (toX - fromX), fromY + share * (toY - fromY)];
  return { at, away };
}
