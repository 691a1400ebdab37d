/** Small pictures of plans: outlines of their grids as paths of an SVG. */
import type { Geometry, Position } from 'geojson';

export interface Shape {
  readonly geometry: Geometry | null;
  readonly households: number;
  readonly kind: string;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly { readonly path: string; readonly shape: Shape }[];
}

/** Pixels closer than that to the point before are left out. */
const FINE = 0.6;

/** Shapes in a picture of a width, north up; null where there is nothing to draw. */
export function picture(shapes: readonly Shape[], width: number, most: number): Picture | null {
  const rings = shapes.map(({ geometry }) => ringsOf(geometry));
  const all = rings.flat(2);
  if (all.length === 0) {
    return null;
  }
  const [west, east] = ends(all.map(([lon = 0]) => lon));
  const [south, north] = ends(all.map(([, lat = 0]) => lat));
  // A degree of longitude is shorter than one of latitude.
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const across = Math.max((east - west) * narrow, 1e-9);
  const scale = Math.min(width / across, most / Math.max(north - south, 1e-9));
  const place = ([lon = 0, lat = 0]: Position): [number, number] => [
    (lon - west) * narrow * scale,
    (north - lat) * scale,
  ];
  return {
    width: Math.ceil(across * scale),
    height: Math.ceil((north - south) * scale),
    shapes: shapes.map((shape, at) => ({
      shape,
      path: (rings[at] ?? []).map((ring) => drawn(ring.map(place))).join(''),
    })),
  };
}

function drawn(points: readonly (readonly [number, number])[]): string {
  const kept: (readonly [number, number])[] = [];
  for (const point of points) {
    const last = kept.at(-1);
    if (!last || Math.hypot(point[0] - last[0], point[1] - last[1]) >= FINE) {
      kept.push(point);
    }
  }
  const text = kept.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L');
  return kept.length < 3 ? '' : `M${text}Z`;
}

function ringsOf(geometry: Geometry | null): Position[][] {
  if (geometry?.type === 'Polygon') {
    return geometry.coordinates;
  }
  return geometry?.type === 'MultiPolygon' ? geometry.coordinates.flat() : [];
}

function ends(values: readonly number[]): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return [least, most];
}
