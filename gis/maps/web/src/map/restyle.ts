/** Changes a map's layers in place: nothing is fetched again, no state is lost. */
import type { LayerSpecification, Map as MapLibre } from 'maplibre-gl';

type PaintName = Parameters<MapLibre['setPaintProperty']>[1];
type LayoutName = Parameters<MapLibre['setLayoutProperty']>[1];

/** Change what differs between two forms of a layer. */
export function restyle(
  map: MapLibre,
  before: LayerSpecification | undefined,
  now: LayerSpecification,
): void {
  for (const [name, value] of differing(before?.paint, now.paint)) {
    map.setPaintProperty(now.id, name as PaintName, value as never);
  }
  for (const [name, value] of differing(before?.layout, now.layout)) {
    map.setLayoutProperty(now.id, name as LayoutName, value as never);
  }
}

function differing(before: object | undefined, now: object | undefined): [string, unknown][] {
  const old: Record<string, unknown> = { ...before };
  return Object.entries({ ...now }).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name]),
  );
}
