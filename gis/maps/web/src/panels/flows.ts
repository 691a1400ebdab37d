/** What moved between two plans, as the table and the map of differences show it. */
import type { Feature, FeatureCollection } from 'geojson';
import type { Schemas } from '../api/client.ts';
import type { Box } from '../map/contract.ts';
import { around, extent } from './fly.ts';

export type Difference = Omit<Schemas['Difference'], 'recoded'> & {
  readonly recoded: readonly (readonly string[])[];
};
export type Flow = Difference['moved'][number];

/** Ground that moved, marked as what it became. */
export function ground(found: Difference): FeatureCollection {
  const { features } = found.geometry as unknown as FeatureCollection;
  return {
    type: 'FeatureCollection',
    features: features.map(
      (one): Feature => ({ ...one, properties: { ...one.properties, tone: 'after' } }),
    ),
  };
}

/** Where something moved from one grid to another; null where no ground did, as with floors. */
export function placeOf(found: Difference, flow: Flow): Box | null {
  const boxes = ground(found).features.flatMap(({ geometry, properties }) => {
    const same = properties?.before === flow.before && properties.after === flow.after;
    const box = same ? extent(geometry) : null;
    return box ? [box] : [];
  });
  return around(boxes);
}

/** The style of a map with the tiles of another plan in place of its own. */
export function ofPlan<T extends { sources: Record<string, unknown>; layers: { id: string }[] }>(
  style: T,
  plan: number,
  version: number,
): T {
  const kept = Object.entries(style.sources).filter(([name]) => !name.startsWith('overlay-'));
  const sources = kept.map(([name, source]) => {
    const { tiles } = source as { tiles?: string[] };
    const others = tiles?.map((one) =>
      one.replace(/plan=\d+&version=\d+/, `plan=${plan}&version=${version}`),
    );
    return [name, others ? { ...(source as object), tiles: others } : source];
  });
  const layers = style.layers.filter((one) => !one.id.startsWith('overlay-'));
  return { ...style, sources: Object.fromEntries(sources), layers };
}

/** Where the divider stands after a key, in percent of the map's width; null for other keys. */
export function stepped(at: number, key: string, large: boolean): number | null {
  const step = large ? 10 : 2;
  const steps: Record<string, number> = {
    ArrowLeft: at - step,
    ArrowRight: at + step,
    ArrowDown: at - step,
    ArrowUp: at + step,
    PageDown: at - 10,
    PageUp: at + 10,
    Home: 0,
    End: 100,
  };
  const next = steps[key];
  return next === undefined ? null : Math.min(100, Math.max(0, next));
}
