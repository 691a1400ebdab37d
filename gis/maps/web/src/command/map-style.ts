/** The style of the command centre's map: paper, the ground in force, its borders and names. What
 * is shown of tickets is put between, below `slot-fills` or `slot-marks`. */
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import { backdrop, names } from '../map/basemap.ts';
import { byZoom } from '../map/expressions.ts';
import { fontFaces, NAMES } from '../map/fonts.ts';
import { SHORT } from '../map/labels.ts';
import { type Ink, inkOf } from '../map/palette.ts';
import type { Look as PlanLook } from '../map/style.ts';
import { tilesOf } from '../map/style.ts';
import type { Theme } from '../ui/theme.ts';
import type { Language } from '../ui/words.ts';
import { cameraLayers, cameraTiles } from './camera-layers.ts';
import type { CommandInfo } from './contract.ts';
import { gridEdgeLayers, gridFillLayers } from './grid-layers.ts';

export interface Look {
  readonly theme: Theme;
  readonly language: Language;
  readonly latitude: number;
  readonly cameras: boolean;
  readonly labels: boolean;
  readonly microgrids: boolean;
}

type Plans = CommandInfo['plans'];

/** Layers that nothing is drawn in: what comes below them can be found by their names. */
export const SLOTS = { fills: 'slot-fills', marks: 'slot-marks', top: 'slot-top' } as const;

const slot = (id: string): LayerSpecification => ({
  id,
  type: 'background',
  layout: { visibility: 'none' },
});

export function styleOf(plans: Plans, look: Look): StyleSpecification {
  const ink = inkOf(look.theme);
  const base = planLook(look);
  const ofPlans = (layers: LayerSpecification[]) =>
    plans.flatMap(({ plan }) => layers.map((layer) => ofPlan(layer, plan)));
  return {
    version: 8,
    name: 'Wangge command centre',
    'font-faces': fontFaces(),
    sources: { ...sources(plans), cameras: cameraTiles() },
    layers: [
      { id: 'paper', type: 'background', paint: { 'background-color': ink.paper } },
      ...ofPlans([ground(ink)]),
      ...gridFillLayers(ink),
      slot(SLOTS.fills),
      ...ofPlans(backdrop(base, ink)),
      slot(SLOTS.marks),
      ...borders(look, ink),
      ...gridEdgeLayers(ink),
      ...ofPlans(communityBorders(ink)),
      ...chosen(ink),
      ...ofPlans(names(base, ink)),
      ...ofPlans([...gridLabels(look, ink), ...communityLabels(look, ink)]),
      ...cameraLayers(look, ink),
      slot(SLOTS.top),
    ],
  };
}

function sources(plans: Plans): Record<string, SourceSpecification> {
  const version = plans.map((one) => `${one.plan}.${one.version}`).join('-');
  const inForce = `${location.origin}/tiles/inforce/{z}/{x}/{y}.mvt?of=${version}`;
  return {
    inforce: { type: 'vector', tiles: [inForce], minzoom: 6, maxzoom: 16, promoteId: 'code' },
    ...Object.fromEntries(
      plans.flatMap((one): [string, SourceSpecification][] =>
        (['basemap', 'communities', 'grids'] as const).map((name) => [
          `${name}-${one.plan}`,
          {
            type: 'vector',
            tiles: [tilesOf(name, one.plan, one.version)],
            minzoom: 4,
            maxzoom: 16,
          },
        ]),
      ),
    ),
  };
}

/** A layer of the maps of plans, for one of several plans. */
function ofPlan(layer: LayerSpecification, plan: number): LayerSpecification {
  return {
    ...layer,
    id: `${layer.id}-${plan}`,
    ...('source' in layer ? { source: `${layer.source}-${plan}` } : {}),
  } as LayerSpecification;
}

/** The look as the maps of plans know it. */
function planLook({ theme, language, latitude, labels }: Look): PlanLook {
  return {
    theme,
    language,
    latitude,
    fill: 'grid',
    layers: { microgrids: false, buildings: true, labels, outside: false },
    band: { lower: 0, upper: 0 },
    microBand: null,
    by: 'households',
    outside: null,
  };
}

function ground(ink: Ink): LayerSpecification {
  return {
    id: 'ground',
    type: 'fill',
    source: 'communities',
    'source-layer': 'communities',
    paint: { 'fill-color': ink.ground },
  };
}

function borders(look: Look, ink: Ink): LayerSpecification[] {
  return [
    {
      id: 'microgrid-borders',
      type: 'line',
      source: 'inforce',
      'source-layer': 'microgrids',
      minzoom: 14,
      layout: { visibility: look.microgrids ? 'visible' : 'none' },
      paint: {
        'line-color': ink.microgrid,
        'line-width': byZoom([14, 0.5], [17, 1]),
        'line-dasharray': [3, 2],
        'line-opacity': byZoom([14, 0.35], [16, 0.7]),
      },
    },
    {
      id: 'grid-borders',
      type: 'line',
      source: 'inforce',
      'source-layer': 'grids',
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: {
        'line-color': ink.grid,
        'line-width': byZoom([9, 0.3], [12, 0.6], [15, 1.2], [18, 2]),
        'line-opacity': byZoom([11, 0.35], [15, 0.75]),
      },
    },
  ];
}

function communityBorders(ink: Ink): LayerSpecification[] {
  return [
    {
      id: 'community-borders',
      type: 'line',
      source: 'communities',
      'source-layer': 'communities',
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: {
        'line-color': ink.community,
        'line-width': byZoom([9, 0.6], [12, 1.1], [15, 2]),
        'line-opacity': 0.6,
      },
    },
  ];
}

/** The grid under the pointer and the chosen one; others are filtered away. */
function chosen(ink: Ink): LayerSpecification[] {
  const line = (id: string, color: string, width: [number, number]): LayerSpecification => ({
    id,
    type: 'line',
    source: 'inforce',
    'source-layer': 'grids',
    filter: ['==', ['get', 'code'], ''],
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: { 'line-color': color, 'line-width': byZoom([9, width[0]], [15, width[1]]) },
  });
  return [
    line('hovered', ink.hovered, [1.5, 3]),
    line('chosen-casing', ink.gridCasing, [4, 8]),
    line('chosen', ink.selected, [2, 4]),
  ];
}

function gridLabels(look: Look, ink: Ink): LayerSpecification[] {
  return [
    {
      id: 'grid-labels',
      type: 'symbol',
      source: 'grids',
      'source-layer': 'grid_points',
      minzoom: 13,
      layout: {
        visibility: look.labels ? 'visible' : 'none',
        'text-font': [NAMES],
        'text-field': SHORT,
        'text-size': byZoom([13, 10], [17, 13]),
        'text-padding': 6,
      },
      paint: { 'text-color': ink.muted, 'text-halo-color': ink.halo, 'text-halo-width': 1.4 },
    },
  ];
}

function communityLabels(look: Look, ink: Ink): LayerSpecification[] {
  return [
    {
      id: 'community-labels',
      type: 'symbol',
      source: 'communities',
      'source-layer': 'community_points',
      minzoom: 9,
      maxzoom: 15.5,
      layout: {
        visibility: look.labels ? 'visible' : 'none',
        'text-font': [NAMES],
        'text-field': ['get', 'name'],
        'text-size': byZoom([9, 11], [13, 14], [15, 17]),
        'text-letter-spacing': 0.06,
        'text-max-width': 8,
        'text-padding': 6,
      },
      paint: {
        'text-color': ink.ink,
        'text-opacity': 0.88,
        'text-halo-color': ink.halo,
        'text-halo-width': 1.8,
      },
    },
  ];
}
