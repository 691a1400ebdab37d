/** The small map of the wizard: layers of an upload as they would lie, and what is wrong there. */
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';
import { fontFaces, NAMES } from '../map/fonts.ts';
import { inkOf } from '../map/palette.ts';
import type { Theme } from '../ui/theme.ts';
import type { Role } from './names.ts';

export const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
export const PROBLEMS = 'problems';
/** The communities once more: their names wait for fonts, and a source waits for all of its layers. */
export const NAMED = 'names';
/** Layers from bottom to top; what has no role lies lowest. */
export const ORDER: readonly (Role | 'none')[] = [
  'none',
  'communities',
  'population',
  'grids',
  'sites',
  'compounds',
  'barriers',
  'buildings',
  'crossings',
];

export interface Paints {
  readonly line: string;
  readonly fill: string | null;
  readonly width: number;
}

/** How each layer is drawn; the legend shows the same. */
export function paintsOf(theme: Theme): Record<Role | 'none', Paints> {
  const ink = inkOf(theme);
  return {
    none: { line: ink.muted, fill: null, width: 1 },
    communities: { line: ink.community, fill: ink.ground, width: 2 },
    population: { line: ink.compound, fill: ink.compound, width: 1 },
    grids: { line: ink.grid, fill: null, width: 1.5 },
    sites: { line: ink.site, fill: ink.site, width: 1 },
    compounds: { line: ink.compound, fill: null, width: 1.2 },
    barriers: { line: theme === 'dark' ? '#c98f4a' : '#b5762a', fill: null, width: 1.4 },
    buildings: { line: ink.homes, fill: ink.homes, width: 0.6 },
    crossings: { line: ink.accent, fill: null, width: 2 },
  };
}

export function styleOf(theme: Theme): StyleSpecification {
  const ink = inkOf(theme);
  return {
    version: 8,
    name: 'Wangge import',
    'font-faces': fontFaces(),
    sources: {
      ...Object.fromEntries(ORDER.map((role) => [role, { type: 'geojson' as const, data: EMPTY }])),
      [PROBLEMS]: { type: 'geojson', data: EMPTY },
      [NAMED]: { type: 'geojson', data: EMPTY },
    },
    layers: [
      { id: 'paper', type: 'background', paint: { 'background-color': ink.paper } },
      ...ORDER.flatMap((role) => layersOf(role, theme)),
      {
        id: 'names',
        type: 'symbol',
        source: NAMED,
        layout: {
          'text-field': ['coalesce', ['get', 'name'], ['get', 'code'], ''],
          'text-font': [NAMES],
          'text-size': 12,
          'text-max-width': 8,
        },
        paint: { 'text-color': ink.ink, 'text-halo-color': ink.halo, 'text-halo-width': 1.5 },
      },
      ...problemLayers(theme),
    ],
  };
}

function layersOf(role: Role | 'none', theme: Theme): LayerSpecification[] {
  const { line, fill, width } = paintsOf(theme)[role];
  const ink = inkOf(theme);
  return [
    {
      id: `${role}-fill`,
      type: 'fill',
      source: role,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: {
        'fill-color': fill ?? line,
        'fill-opacity': fill === null ? 0.04 : role === 'buildings' ? 0.5 : 0.3,
      },
    },
    {
      id: `${role}-line`,
      type: 'line',
      source: role,
      filter: ['!=', ['geometry-type'], 'Point'],
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': line, 'line-width': width },
    },
    {
      id: `${role}-point`,
      type: 'circle',
      source: role,
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-color': line,
        'circle-radius': 2.5,
        'circle-stroke-color': ink.halo,
        'circle-stroke-width': 1,
      },
    },
  ];
}

/** A sign for each problem: colour and letter; the chosen one has a ring. */
function problemLayers(theme: Theme): LayerSpecification[] {
  const ink = inkOf(theme);
  const severe = ['==', ['get', 'severity'], 'error'] as const;
  const colour = ['case', severe, danger(theme), notice(theme)];
  const chosen = ['boolean', ['feature-state', 'chosen'], false];
  return [
    {
      id: 'problem-ring',
      type: 'circle',
      source: PROBLEMS,
      paint: {
        'circle-radius': 17,
        'circle-color': 'transparent',
        'circle-stroke-color': colour as never,
        'circle-stroke-width': ['case', chosen, 3, 0] as never,
      },
    },
    {
      id: 'problem-disc',
      type: 'circle',
      source: PROBLEMS,
      layout: { 'circle-sort-key': ['case', severe, 1, 0] as never },
      paint: {
        'circle-radius': 9,
        'circle-color': colour as never,
        'circle-stroke-color': ink.halo,
        'circle-stroke-width': 2,
      },
    },
    {
      id: 'problem-letter',
      type: 'symbol',
      source: PROBLEMS,
      layout: {
        'text-field': ['case', severe, '!', 'i'] as never,
        'text-font': [NAMES],
        'text-size': 13,
        'text-padding': 1,
      },
      paint: { 'text-color': theme === 'dark' ? '#12181f' : '#ffffff' },
    },
  ];
}

const danger = (theme: Theme) => (theme === 'dark' ? '#ff8fa5' : '#b3002f');
const notice = (theme: Theme) => (theme === 'dark' ? '#93bdf0' : '#2f66a8');
