/** Brings grids into sight. */
import { api, told } from '../api/client.ts';
import { type Box, shownMap } from '../map/contract.ts';

/** Of so many grids at most the outlines are asked for. */
const MOST = 24;

/** Show grids as large as the map allows; nothing happens where there is no map.
 *
 * @throws Problem where the service does not tell where they are.
 */
export async function flyTo(plan: number, grids: readonly number[]): Promise<void> {
  const boxes = await Promise.all(grids.slice(0, MOST).map((grid) => boxOf(plan, grid)));
  const box = around(boxes.filter((one) => one !== null));
  if (box) {
    shownMap.get()?.fit(box);
  }
}

/** The feature of a grid with its outline; null where it is gone. */
async function featureOf(plan: number, grid: number): Promise<GeoJSON.Feature | null> {
  const params = { path: { plan }, query: { after: grid - 1, limit: 1 } };
  const found = (await told(
    api.GET('/api/v1/plans/{plan}/grids', { params }),
  )) as unknown as GeoJSON.FeatureCollection;
  const [feature] = found.features;
  return feature?.id === grid ? feature : null;
}

async function boxOf(plan: number, grid: number): Promise<Box | null> {
  const feature = await featureOf(plan, grid);
  return feature?.geometry ? extent(feature.geometry) : null;
}

/** West, south, east and north of a geometry; null where it is empty. */
export function extent(geometry: GeoJSON.Geometry): Box | null {
  if (geometry.type === 'GeometryCollection') {
    return around(geometry.geometries.map(extent).filter((one) => one !== null));
  }
  // Positions have two numbers here, so that flat lists alternate between them.
  const numbers = (geometry.coordinates as unknown[]).flat(3) as number[];
  const lons = numbers.filter((_, at) => at % 2 === 0);
  const lats = numbers.filter((_, at) => at % 2 === 1);
  const [west, east] = ends(lons);
  const [south, north] = ends(lats);
  return west <= east ? [west, south, east, north] : null;
}

function ends(values: readonly number[]): [least: number, most: number] {
  return values.reduce<[number, number]>(
    ([least, most], one) => [Math.min(least, one), Math.max(most, one)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

/** The smallest box around others; null around none. */
export function around(boxes: readonly Box[]): Box | null {
  const [first, ...rest] = boxes;
  return first
    ? rest.reduce<Box>(
        (a, b) => [
          Math.min(a[0], b[0]),
          Math.min(a[1], b[1]),
          Math.max(a[2], b[2]),
          Math.max(a[3], b[3]),
        ],
        first,
      )
    : null;
}
