/** The small map on which one points at a place: the town where its tiles may be seen, else paper
 * with the circle in which the phone believes to be. */
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { Theme } from '../ui/theme.ts';
import type { Language } from '../ui/words.ts';
import { backdrop, names } from './basemap.ts';
import { fontFaces } from './fonts.ts';
import { inkOf } from './palette.ts';
import type { Look } from './style.ts';

export const AROUND = 'around';
export const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
const DEEPEST = 16;

export interface Ground {
  readonly theme: Theme;
  readonly language: Language;
  readonly latitude: number;
  /** Address of the town's tiles; null where there are none for whoever looks. */
  readonly tiles: string | null;
}

export function styleOf(ground: Ground): StyleSpecification {
  const { tiles, theme } = ground;
  const ink = inkOf(theme);
  const look: Look = {
    ...ground,
    fill: 'grid',
    layers: { microgrids: false, buildings: true, labels: true, outside: false },
    band: { lower: 0, upper: 1 },
    microBand: null,
    by: 'households',
    outside: null,
  };
  return {
    version: 8,
    name: 'Wangge report',
    'font-faces': fontFaces(),
    sources: {
      [AROUND]: { type: 'geojson', data: EMPTY },
      ...(tiles
        ? { basemap: { type: 'vector', tiles: [tiles], minzoom: 4, maxzoom: DEEPEST } }
        : {}),
    },
    layers: [
      { id: 'paper', type: 'background', paint: { 'background-color': ink.ground } },
      ...(tiles ? backdrop(look, ink) : []),
      ...around(ink.accent),
      ...(tiles ? names(look, ink).filter((one) => one.id !== 'site-names') : []),
    ],
  };
}

/** How far off the place may be. */
function around(colour: string): LayerSpecification[] {
  return [
    {
      id: 'around-fill',
      type: 'fill',
      source: AROUND,
      paint: { 'fill-color': colour, 'fill-opacity': 0.12 },
    },
    {
      id: 'around-line',
      type: 'line',
      source: AROUND,
      paint: { 'line-color': colour, 'line-width': 1.2, 'line-dasharray': [3, 2] },
    },
  ];
}
