/** Points, lines and polygons that panels lay over the map. */
import type { FeatureCollection } from 'geojson';
import type { GeoJSONSource, LayerSpecification, Map as MapLibre } from 'maplibre-gl';
import { GLYPHS, type Ink } from './palette.ts';

const BELOW = 'water-names';

export class Overlays {
  readonly #shown = new Map<string, FeatureCollection>();

  constructor(
    readonly map: MapLibre,
    private ink: Ink,
  ) {}

  /** Show features under a name in place of those shown before; null takes them away. */
  show(name: string, features: FeatureCollection | null): void {
    const id = `overlay-${name}`;
    const source = this.map.getSource<GeoJSONSource>(id);
    if (features && source) {
      source.setData(features);
    } else if (features) {
      this.map.addSource(id, { type: 'geojson', data: features });
      this.#add(id);
    } else if (source) {
      this.#remove(id);
      this.map.removeSource(id);
    }
    if (features) {
      this.#shown.set(name, features);
    } else {
      this.#shown.delete(name);
    }
  }

  /** Draw all again in other colours. */
  paint(ink: Ink): void {
    this.ink = ink;
    for (const name of this.#shown.keys()) {
      this.#remove(`overlay-${name}`);
      this.#add(`overlay-${name}`);
    }
  }

  #add(id: string): void {
    for (const layer of layers(id, this.ink)) {
      this.map.addLayer(layer, layer.type === 'symbol' ? undefined : BELOW);
    }
  }

  #remove(id: string): void {
    for (const { id: layer } of layers(id, this.ink)) {
      this.map.removeLayer(layer);
    }
  }
}

function layers(source: string, ink: Ink): LayerSpecification[] {
  const colour = [
    'match',
    ['coalesce', ['get', 'severity'], ['get', 'tone'], ''],
    ...Object.entries({ ...ink.severities, ...ink.tones }).flat(),
    ink.accent,
  ] as unknown as string;
  return [
    {
      id: `${source}-fill`,
      type: 'fill',
      source,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': colour, 'fill-opacity': 0.14 },
    },
    {
      id: `${source}-casing`,
      type: 'line',
      source,
      filter: ['!=', ['geometry-type'], 'Point'],
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': ink.halo, 'line-width': 6, 'line-opacity': 0.8 },
    },
    {
      id: `${source}-line`,
      type: 'line',
      source,
      filter: ['!=', ['geometry-type'], 'Point'],
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': colour, 'line-width': 3 },
    },
    {
      id: `${source}-circle`,
      type: 'circle',
      source,
      filter: [
        'all',
        ['==', ['geometry-type'], 'Point'],
        ['!', ['in', ['get', 'severity'], ['literal', Object.keys(GLYPHS)]]],
      ],
      paint: {
        'circle-color': colour,
        'circle-radius': 6,
        'circle-stroke-color': ink.halo,
        'circle-stroke-width': 2,
      },
    },
    {
      id: `${source}-sign`,
      type: 'symbol',
      source,
      filter: [
        'all',
        ['==', ['geometry-type'], 'Point'],
        ['in', ['get', 'severity'], ['literal', Object.keys(GLYPHS)]],
      ],
      layout: {
        'icon-image': ['concat', 'severity-', ['get', 'severity']],
        'icon-allow-overlap': true,
      },
    },
  ];
}
