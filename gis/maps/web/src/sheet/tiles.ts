/** The backdrop of a sheet, read from the tiles that the map shows too. */
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { problem } from '../api/client.ts';
import type { Box } from '../map/contract.ts';

/** Features of the backdrop by layer: water, roads, rails, walls, buildings ... */
export type Backdrop = ReadonlyMap<string, readonly GeoJSON.Feature[]>;
export interface Address {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/** Detailed enough for paper; larger sheets take coarser tiles. */
const FINEST = 16;
const MOST = 20;

/** Tiles that cover a box: as detailed as a limited number of them allows. */
export function covering(box: Box): Address[] {
  for (let z = FINEST; ; z -= 1) {
    const [x0, y0] = tile(box[0], box[3], z);
    const [x1, y1] = tile(box[2], box[1], z);
    if (z === 0 || (x1 - x0 + 1) * (y1 - y0 + 1) <= MOST) {
      const columns = Array.from({ length: x1 - x0 + 1 }, (_, at) => x0 + at);
      const rows = Array.from({ length: y1 - y0 + 1 }, (_, at) => y0 + at);
      return columns.flatMap((x) => rows.map((y) => ({ z, x, y })));
    }
  }
}

function tile(lon: number, lat: number, z: number): [x: number, y: number] {
  const many = 2 ** z;
  const radians = (lat * Math.PI) / 180;
  const x = ((lon + 180) / 360) * many;
  const y = ((1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2) * many;
  return [x, y].map((one) => Math.min(many - 1, Math.max(0, Math.floor(one)))) as [number, number];
}

/** Read the backdrop of a box.
 *
 * @throws Problem where the service gives no tiles.
 */
export async function backdrop(plan: number, box: Box): Promise<Backdrop> {
  const found = new Map<string, GeoJSON.Feature[]>();
  const tiles = await Promise.all(covering(box).map((address) => read(plan, address)));
  for (const [name, feature] of tiles.flat()) {
    const layer = found.get(name);
    if (layer) {
      layer.push(feature);
    } else {
      found.set(name, [feature]);
    }
  }
  return found;
}

async function read(
  plan: number,
  { z, x, y }: Address,
): Promise<[layer: string, feature: GeoJSON.Feature][]> {
  const answer = await fetch(`/tiles/basemap/${z}/${x}/${y}.mvt?plan=${plan}`);
  if (!answer.ok) {
    throw problem(answer.status, await answer.json().catch(() => null));
  }
  const bytes = await answer.arrayBuffer();
  if (bytes.byteLength === 0) {
    return [];
  }
  const { layers } = new VectorTile(new PbfReader(new Uint8Array(bytes)));
  return Object.entries(layers).flatMap(([name, layer]) =>
    Array.from({ length: layer.length }, (_, at): [string, GeoJSON.Feature] => [
      name,
      layer.feature(at).toGeoJSON(x, y, z),
    ]),
  );
}
