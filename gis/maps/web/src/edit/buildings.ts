/** What stands on an atom, read from the service when it is asked for. */
import type { Polygon, Position } from 'geojson';
import { api, told } from '../api/client.ts';
import type { PlanStore } from '../plan/contract.ts';

/** A tower as far as it can be cut. */
export interface Tower {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** 0 or 1 where they cannot be told apart. */
  readonly staircases: number;
  readonly households: number;
}

interface Shape {
  readonly geometry: Polygon;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Degrees around an atom's point, so that the service finds the atom itself. */
const SPECK = 1e-7;

/** The tower on an atom; null where there is no building.
 *
 * @throws Problem where the service does not answer.
 */
export async function readTower(store: PlanStore, id: number): Promise<Tower | null> {
  const atom = await store.graph.atom(id);
  if (!atom || atom.buildings === 0) {
    return null;
  }
  const [lon, lat] = atom.at;
  const around = [lon - SPECK, lat - SPECK, lon + SPECK, lat + SPECK];
  const grounds = await features(store.id, 'atoms', around);
  const ground = grounds[0];
  if (!ground) {
    return null;
  }
  const found = await features(store.id, 'buildings', box(ground.geometry));
  const here = found.filter((one) => holds(ground.geometry, middle(one.geometry)));
  const floors = Math.max(1, ...here.map((one) => Number(one.properties.floors ?? 1)));
  const [only] = here.length === 1 ? here : [];
  return {
    name: here.map((one) => String(one.properties.name ?? '')).join(', '),
    low: atom.floors?.[0] ?? 1,
    high: atom.floors?.[1] ?? floors,
    staircases: atom.floors ? 0 : Number(only?.properties.staircases ?? 0),
    households: atom.households,
  };
}

async function features(
  plan: number,
  what: 'atoms' | 'buildings',
  bbox: readonly number[],
): Promise<readonly Shape[]> {
  const params = { path: { plan }, query: { bbox: bbox.join(','), limit: 200 } };
  const found: unknown = await told(
    what === 'atoms'
      ? api.GET('/api/v1/plans/{plan}/atoms', { params })
      : api.GET('/api/v1/plans/{plan}/buildings', { params }),
  );
  return (found as { features: readonly Shape[] }).features;
}

/** West, south, east, north. */
export function box(shape: Polygon): number[] {
  const ring = shape.coordinates[0] ?? [];
  const side = (index: 0 | 1) => ring.map((at) => at[index] ?? 0);
  return [Math.min(...side(0)), Math.min(...side(1)), Math.max(...side(0)), Math.max(...side(1))];
}

/** The middle of a building's corners, which lies well inside its own atom. */
export function middle(shape: Polygon): Position {
  const corners = (shape.coordinates[0] ?? []).slice(1);
  const mean = (index: 0 | 1) =>
    corners.reduce((sum, at) => sum + (at[index] ?? 0), 0) / corners.length;
  return [mean(0), mean(1)];
}

/** Whether a place lies in a shape's outer ring (even-odd rule). */
export function holds(shape: Polygon, [x = 0, y = 0]: Position): boolean {
  const ring = shape.coordinates[0] ?? [];
  let inside = false;
  for (const [index, a] of ring.entries()) {
    const b = ring[index + 1] ?? a;
    const [ax = 0, ay = 0] = a;
    const [bx = 0, by = 0] = b;
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) {
      inside = !inside;
    }
  }
  return inside;
}
