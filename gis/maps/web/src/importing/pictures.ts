/** Pictures of the layers of an upload, each with the CRS that is chosen for it. */
import { type Signal, signal } from '@lit-labs/signals';
import { api, Problem, told } from '../api/client.ts';
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
          if (!(error instanceof Problem)) {
            throw error;
          }
          problems.set(index, error);
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
    const told_ = await told(api.GET('/api/v1/uploads/{token}/preview', { params }));
    const collection = told_ as unknown as GeoJSON.FeatureCollection;
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
