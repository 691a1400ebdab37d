/** Pictures of the layers of an upload, each with the CRS that is chosen for it. */
import { type Signal, signal } from '@lit-labs/signals';
import { api, asProblem, type Problem, told } from '../api/client.ts';
import type { Decisions, Layer } from './decisions.ts';
import type { Role } from './names.ts';

export interface Picture {
  readonly layer: number;
  readonly role: Role | null;
  readonly collection: GeoJSON.FeatureCollection;
  readonly box: readonly [number, number, number, number] | null;
}

type Collection = Pick<Picture, 'collection' | 'box'>;

/** Asks for pictures as they are needed, and keeps them. */
export class Pictures {
  readonly shown: Signal.State<readonly Picture[]> = signal<readonly Picture[]>([]);
  /** Why a layer has no picture, by its number. */
  readonly problems: Signal.State<ReadonlyMap<number, Problem>> = signal(new Map());
  readonly #kept = new Map<string, Promise<Collection>>();
  #turn = 0;

  /** Show the layers that are decided upon, and the selected one. */
  async show(
    token: string,
    layers: readonly Layer[],
    decisions: Decisions,
    selected: number,
  ): Promise<void> {
    const turn = ++this.#turn;
    const problems = new Map<number, Problem>();
    const found = await Promise.all(
      layers.map(async (layer, index): Promise<Picture | null> => {
        const decision = decisions[index];
        const wanted = decision && (decision.role !== null || index === selected);
        if (!wanted || (decision.crs === null && !layer.crs.given)) {
          return null;
        }
        try {
          const picture = await this.#ask(token, layer.index, decision.crs);
          return { layer: index, role: decision.role, ...picture };
        } catch (error) {
          problems.set(index, asProblem(error));
          return null;
        }
      }),
    );
    if (turn === this.#turn) {
      this.problems.set(problems);
      this.shown.set(found.filter((one) => one !== null));
    }
  }

  forget(): void {
    this.#turn++;
    this.#kept.clear();
    this.shown.set([]);
  }

  #ask(token: string, layer: number, crs: string | null): Promise<Collection> {
    const key = `${token}/${layer}/${crs}`;
    const known = this.#kept.get(key);
    if (known) {
      return known;
    }
    const asked = this.#fetch(token, layer, crs);
    this.#kept.set(key, asked);
    // What failed is asked again next time.
    asked.catch(() => this.#kept.delete(key));
    return asked;
  }

  async #fetch(token: string, layer: number, crs: string | null): Promise<Collection> {
    const query = crs === null ? { layer } : { layer, crs };
    const params = { path: { token }, query };
    const answer = await told(api.GET('/api/v1/uploads/{token}/preview', { params }));
    const collection = answer as unknown as GeoJSON.FeatureCollection;
    return { collection, box: boundsOf(collection) };
  }
}

/** West, south, east, north of all coordinates; null without any. */
export function boundsOf(
  collection: GeoJSON.FeatureCollection,
): readonly [number, number, number, number] | null {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (part: unknown): void => {
    if (!Array.isArray(part)) {
      return;
    }
    const [x, y] = part as unknown[];
    if (typeof x === 'number' && typeof y === 'number') {
      west = Math.min(west, x);
      south = Math.min(south, y);
      east = Math.max(east, x);
      north = Math.max(north, y);
    } else {
      part.forEach(visit);
    }
  };
  for (const { geometry } of collection.features) {
    if (geometry && 'coordinates' in geometry) {
      visit(geometry.coordinates);
    }
  }
  return west <= east ? [west, south, east, north] : null;
}

/** A point for the name of each polygon, in the middle of its largest part: one name each, however
 * many tiles it spans. */
export function namePoints(features: readonly GeoJSON.Feature[]): GeoJSON.Feature[] {
  return features.flatMap((one) => {
    const { geometry } = one;
    const parts =
      geometry.type === 'Polygon'
        ? [geometry.coordinates]
        : geometry.type === 'MultiPolygon'
          ? geometry.coordinates
          : [];
    const middles = parts.flatMap((rings) => (rings[0] ? [middleOf(rings[0])] : []));
    const [largest] = middles.sort((a, b) => b.area - a.area);
    return largest
      ? [{ ...one, geometry: { type: 'Point' as const, coordinates: largest.at } }]
      : [];
  });
}

/** Centre of mass of a ring, and the area it encloses in square degrees. */
function middleOf(ring: readonly GeoJSON.Position[]): { at: number[]; area: number } {
  let [twice, x, y] = [0, 0, 0];
  const [originX = 0, originY = 0] = ring[0] ?? [];
  ring.forEach(([ax = 0, ay = 0], at) => {
    const [bx = 0, by = 0] = ring[(at + 1) % ring.length] ?? [];
    const cross = (ax - originX) * (by - originY) - (bx - originX) * (ay - originY);
    twice += cross;
    x += (ax + bx - 2 * originX) * cross;
    y += (ay + by - 2 * originY) * cross;
  });
  const at = twice === 0 ? [originX, originY] : [originX + x / 3 / twice, originY + y / 3 / twice];
  return { at, area: Math.abs(twice) / 2 };
}
