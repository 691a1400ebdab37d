/** Reach on the map: circles of minutes, homes outside, posts and the best next sites. */
import type { Feature, FeatureCollection, Point } from 'geojson';
import type { GeoJSONSource, LayerSpecification, Map as MapLibre } from 'maplibre-gl';
import { byZoom } from '../map/expressions.ts';
import { NAMES } from '../map/fonts.ts';
import { type Ink, inkOf } from '../map/palette.ts';
import type { Theme } from '../ui/theme.ts';
import { SLOTS } from './map-style.ts';
import type { Reach } from './reach.ts';

const EMPTY: FeatureCollection = { type: 'FeatureCollection', features: [] };
type Name = 'circles' | 'homes' | 'posts' | 'sites';
const NAMES_OF: readonly Name[] = ['circles', 'homes', 'posts', 'sites'];
const NOTHING = { circles: EMPTY, homes: EMPTY, posts: EMPTY, sites: EMPTY };

export class ReachLayer {
  #theme: Theme | null = null;

  constructor(private readonly map: MapLibre) {}

  /** Show what is known; called again with each change of it. */
  show(reach: Reach, shown: boolean, theme: Theme): void {
    if (!shown && !this.map.getSource('reach-posts')) {
      return;
    }
    const data = shown ? dataOf(reach) : NOTHING;
    for (const name of NAMES_OF) {
      const source = this.map.getSource<GeoJSONSource>(`reach-${name}`);
      if (source) {
        source.setData(data[name]);
      } else {
        this.map.addSource(`reach-${name}`, { type: 'geojson', data: data[name] });
      }
    }
    if (theme !== this.#theme) {
      this.#theme = theme;
      for (const layer of layers(inkOf(theme))) {
        if (this.map.getLayer(layer.id)) {
          this.map.removeLayer(layer.id);
        }
        this.map.addLayer(layer, SLOTS.top);
      }
    }
  }
}

function dataOf(reach: Reach): Record<Name, FeatureCollection> {
  const sites = reach.suggested.get()?.sites ?? [];
  return {
    circles: reach.circles.get() ?? EMPTY,
    homes: points(reach.outside.get()?.buildings ?? []),
    posts: points(reach.posts.get().map((one) => [one.lon, one.lat, one.name])),
    sites: points(sites.map((one) => [one.lon, one.lat, one.households])),
  };
}

function points(given: readonly (readonly [number, number, number | string])[]): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: given.map(
      ([lon, lat, value]): Feature<Point> => ({
        type: 'Feature',
        properties: { value },
        geometry: { type: 'Point', coordinates: [lon, lat] },
      }),
    ),
  };
}

function layers(ink: Ink): LayerSpecification[] {
  const label = (id: Name, color: string): LayerSpecification => ({
    id: `reach-${id}-names`,
    type: 'symbol',
    source: `reach-${id}`,
    minzoom: 12,
    layout: {
      'text-font': [NAMES],
      'text-field': ['to-string', ['get', 'value']],
      'text-size': 12,
      'text-anchor': 'top',
      'text-offset': [0, 0.8],
      'text-optional': true,
    },
    paint: { 'text-color': color, 'text-halo-color': ink.halo, 'text-halo-width': 1.6 },
  });
  return [
    {
      id: 'reach-circles',
      type: 'fill',
      source: 'reach-circles',
      paint: { 'fill-color': ink.accent, 'fill-opacity': 0.16 },
    },
    {
      id: 'reach-circle-borders',
      type: 'line',
      source: 'reach-circles',
      paint: { 'line-color': ink.accent, 'line-width': 1.5 },
    },
    {
      id: 'reach-homes',
      type: 'circle',
      source: 'reach-homes',
      paint: {
        'circle-radius': byZoom([10, 1.2], [14, 3.5], [17, 7]),
        'circle-color': ink.marks.refused,
        'circle-opacity': 0.8,
      },
    },
    {
      id: 'reach-posts',
      type: 'circle',
      source: 'reach-posts',
      paint: {
        'circle-radius': byZoom([10, 3], [15, 7]),
        'circle-color': ink.accent,
        'circle-stroke-color': ink.halo,
        'circle-stroke-width': 2,
      },
    },
    label('posts', ink.accent),
    {
      id: 'reach-sites',
      type: 'circle',
      source: 'reach-sites',
      paint: {
        'circle-radius': byZoom([10, 5], [15, 10]),
        'circle-color': ink.halo,
        'circle-stroke-color': ink.marks.ghost,
        'circle-stroke-width': 3.5,
      },
    },
    label('sites', ink.marks.ghost),
  ];
}
