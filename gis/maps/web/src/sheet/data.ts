/** What a sheet tells, read from the service. */
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import { api, type Schemas, told } from '../api/client.ts';
import type { Box } from '../map/contract.ts';
import { extent } from '../panels/fly.ts';
import type { Grid, Microgrid, Rules } from '../plan/types.ts';
import { rulesOf } from '../plan/units.ts';
import { type Frame, frameOf } from './frame.ts';
import { type Backdrop, backdrop } from './tiles.ts';

export type Area = Polygon | MultiPolygon;
export interface Drawn<T> {
  readonly of: T;
  readonly shape: Area;
}

/** What all sheets of a plan share. */
export interface Whole {
  readonly plan: Schemas['Plan'];
  readonly rules: Rules;
  readonly communities: ReadonlyMap<string, string>;
  /** Name of the town or street; of the dataset where it has none. */
  readonly place: string;
}

export interface Sheet {
  readonly grid: Grid;
  readonly frame: Frame;
  /** Grids in the frame, this one among them. */
  readonly grids: readonly Drawn<Grid>[];
  readonly microgrids: readonly Drawn<Microgrid>[];
  readonly backdrop: Backdrop;
  readonly borders: { readonly zh: string; readonly en: string } | null;
}

interface Wanted {
  readonly community?: string;
  readonly bbox?: string;
  readonly after?: number;
  readonly limit?: number;
}

/** @throws Problem */
export async function whole(plan: number): Promise<Whole> {
  const params = { path: { plan } };
  const [found, communities] = await Promise.all([
    told(api.GET('/api/v1/plans/{plan}', { params })),
    told(api.GET('/api/v1/plans/{plan}/communities', { params })),
  ]);
  const path = { jurisdiction: found.jurisdiction };
  const place = await told(api.GET('/api/v1/jurisdictions/{jurisdiction}', { params: { path } }));
  return {
    plan: found,
    rules: rulesOf(found),
    communities: new Map(communities.map((one) => [one.code, one.name])),
    // Nobody has named it yet where its name is its code.
    place: place.name === place.code ? found.dataset_name : place.name,
  };
}

/** The grids to make sheets of: one, or all of its community by code.
 *
 * @throws Problem
 */
export async function wantedGrids(
  plan: number,
  grid: number,
  all: boolean,
): Promise<Drawn<Grid>[]> {
  const [own] = await features<Grid>(plan, 'grids', { after: grid - 1, limit: 1 });
  if (!own || own.of.id !== grid) {
    return [];
  }
  if (!all) {
    return [own];
  }
  const found = await features<Grid>(plan, 'grids', { community: own.of.community });
  return found.sort((a, b) => (a.of.code < b.of.code ? -1 : 1));
}

/** Everything of one sheet whose map has a size in millimetres.
 *
 * @throws Problem
 */
export async function sheetOf(
  plan: number,
  grid: Drawn<Grid>,
  width: number,
  height: number,
): Promise<Sheet> {
  const { community, id } = grid.of;
  const frame = frameOf(extent(grid.shape) ?? ([0, 0, 0, 0] as Box), width, height);
  const params = { path: { plan }, query: { community } };
  const [grids, microgrids, behind, borders] = await Promise.all([
    features<Grid>(plan, 'grids', { bbox: frame.box.map((one) => one.toFixed(7)).join() }),
    features<Microgrid>(plan, 'microgrids', { community }),
    backdrop(plan, frame.box),
    told(api.GET('/api/v1/plans/{plan}/descriptions', { params })),
  ]);
  return {
    grid: grid.of,
    frame,
    grids,
    microgrids: microgrids
      .filter((one) => one.of.grid === id)
      .sort((a, b) => (a.of.code < b.of.code ? -1 : 1)),
    backdrop: behind,
    borders: borders.find((one) => one.grid === id) ?? null,
  };
}

async function features<T>(
  plan: number,
  layer: 'grids' | 'microgrids',
  query: Wanted,
): Promise<Drawn<T>[]> {
  const params = { path: { plan }, query: { limit: 10_000, ...query } };
  const found = (await told(
    api.GET(`/api/v1/plans/{plan}/${layer}`, { params }),
  )) as unknown as FeatureCollection<Area | null>;
  return found.features.flatMap(({ id, geometry, properties }) =>
    geometry ? [{ of: { id, ...properties } as T, shape: geometry }] : [],
  );
}
