/** The backdrop, drawn from what was imported. */
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { byCategory, byZoom, metresWide } from './expressions.ts';
import { NAMES } from './fonts.ts';
import { barriersOf, categoriesOf, type Ink, type Road } from './palette.ts';
import type { Look } from './style.ts';

const ROADS = ['residential', 'tertiary', 'secondary', 'primary', 'trunk', 'motorway'];
const SHOWN = { residential: 13.5, tertiary: 12, secondary: 10, primary: 8, trunk: 6, motorway: 6 };
const BASE = { source: 'basemap' } as const;

/** Layers above the fills of grids and below their borders. */
export function backdrop(look: Look, ink: Ink): LayerSpecification[] {
  const barriers = barriersOf(look.theme);
  return [
    ...places(look, ink),
    ...water(barriers, look.latitude),
    ...roads(barriers, look.latitude),
    ...rails(barriers, look.latitude),
    {
      id: 'walls',
      type: 'line',
      ...BASE,
      'source-layer': 'walls',
      minzoom: 15,
      paint: {
        'line-color': barriers.wall?.color ?? ink.muted,
        'line-width': byZoom([15, 0.8], [18, 1.6]),
      },
    },
    {
      id: 'buildings',
      type: 'fill',
      ...BASE,
      'source-layer': 'buildings',
      minzoom: 14,
      layout: { visibility: look.layers.buildings ? 'visible' : 'none' },
      paint: {
        'fill-color': ink.homes,
        'fill-opacity': byZoom([14, 0.22], [15.5, 0.4], [17, 0.5]),
        'fill-outline-color': ink.homes,
      },
    },
  ];
}

/** Names of roads and rivers along them, of sites and compounds at their middle. */
export function names(look: Look, ink: Ink): LayerSpecification[] {
  const visibility = look.layers.labels ? 'visible' : 'none';
  const halo = { 'text-halo-color': ink.halo, 'text-halo-width': 1.4 };
  const along = {
    'symbol-placement': 'line' as const,
    'symbol-spacing': 420,
    'text-font': [NAMES],
  };
  return [
    {
      id: 'water-names',
      type: 'symbol',
      ...BASE,
      'source-layer': 'water',
      minzoom: 12,
      layout: {
        ...along,
        visibility,
        'text-field': ['get', 'name'],
        'text-size': byZoom([12, 11], [16, 14]),
        'text-letter-spacing': 0.2,
      },
      paint: { 'text-color': ink.waterText, ...halo },
    },
    {
      id: 'road-names',
      type: 'symbol',
      ...BASE,
      'source-layer': 'roads',
      minzoom: 13.5,
      layout: {
        ...along,
        visibility,
        'text-field': ['get', 'name'],
        'text-size': byZoom([13, 10], [17, 12.5]),
        'text-letter-spacing': 0.08,
        'text-padding': 12,
      },
      paint: { 'text-color': ink.muted, ...halo },
    },
    {
      id: 'compound-names',
      type: 'symbol',
      ...BASE,
      'source-layer': 'compound_points',
      minzoom: 15.5,
      layout: {
        visibility,
        'text-font': [NAMES],
        'text-field': ['get', 'name'],
        'text-size': 11,
        'text-max-width': 7,
        'text-padding': 8,
      },
      paint: { 'text-color': ink.muted, ...halo },
    },
    {
      id: 'site-names',
      type: 'symbol',
      ...BASE,
      'source-layer': 'site_points',
      minzoom: 13.5,
      layout: {
        visibility,
        'icon-image': ['concat', 'site-', ['get', 'category']],
        'icon-size': byZoom([13.5, 0.8], [16, 1]),
        'text-font': [NAMES],
        'text-field': ['step', ['zoom'], '', 15, ['get', 'name']],
        'text-size': 11,
        'text-max-width': 8,
        'text-anchor': 'top',
        'text-offset': [0, 1],
        'text-optional': true,
      },
      paint: {
        'text-color': byCategory(categoriesOf(look.theme), (one) => one.line, ink.site),
        ...halo,
      },
    },
  ];
}

function places(look: Look, ink: Ink): LayerSpecification[] {
  return [
    {
      id: 'compounds',
      type: 'line',
      ...BASE,
      'source-layer': 'compounds',
      minzoom: 14,
      paint: {
        'line-color': ink.compound,
        'line-width': byZoom([14, 0.6], [17, 1.4]),
        'line-opacity': 0.7,
        'line-dasharray': [4, 2],
      },
    },
    {
      id: 'sites',
      type: 'line',
      ...BASE,
      'source-layer': 'sites',
      minzoom: 13,
      paint: {
        'line-color': byCategory(categoriesOf(look.theme), (one) => one.line, ink.site),
        'line-width': byZoom([13, 0.5], [17, 1.2]),
        'line-opacity': 0.6,
      },
    },
  ];
}

function water(barriers: Readonly<Record<string, Road>>, latitude: number): LayerSpecification[] {
  const river = barriers.river;
  return river
    ? [
        {
          id: 'water',
          type: 'line',
          ...BASE,
          'source-layer': 'water',
          layout: { 'line-cap': 'round', 'line-join': 'round' },
          paint: { 'line-color': river.color, 'line-width': metresWide(river, latitude) },
        },
      ]
    : [];
}

function roads(barriers: Readonly<Record<string, Road>>, latitude: number): LayerSpecification[] {
  const layers = (part: 'casing' | 'color') =>
    ROADS.flatMap((name): LayerSpecification[] => {
      const road = barriers[name];
      return road
        ? [
            {
              id: `road-${name}-${part}`,
              type: 'line',
              ...BASE,
              'source-layer': 'roads',
              filter: ['==', ['get', 'class'], name],
              minzoom: SHOWN[name as keyof typeof SHOWN],
              layout: { 'line-cap': 'round', 'line-join': 'round' },
              paint: {
                'line-color': road[part],
                'line-width': metresWide(road, latitude, part === 'casing' ? 1.6 : 0),
              },
            },
          ]
        : [];
    });
  return [...layers('casing'), ...layers('color')];
}

function rails(barriers: Readonly<Record<string, Road>>, latitude: number): LayerSpecification[] {
  const rail = barriers.rail;
  if (!rail) {
    return [];
  }
  const wide = (extra: number): ExpressionSpecification => metresWide(rail, latitude, extra);
  return [
    {
      id: 'rails',
      type: 'line',
      ...BASE,
      'source-layer': 'rails',
      paint: { 'line-color': rail.casing, 'line-width': wide(0.8) },
    },
    {
      id: 'rails-dashes',
      type: 'line',
      ...BASE,
      'source-layer': 'rails',
      paint: {
        'line-color': rail.color,
        'line-width': wide(-0.8),
        'line-dasharray': [...rail.dash],
      },
    },
  ];
}
