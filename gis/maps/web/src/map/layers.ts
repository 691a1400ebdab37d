/** Layers of the plan itself: fills, borders, marks and labels. */
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Fill, Mark } from './contract.ts';
import { bandColour, byCategory, byZoom, eightColour } from './expressions.ts';
import { categoriesOf, type Ink } from './palette.ts';
import type { Look } from './style.ts';

const MARKS: readonly Mark[] = ['frozen', 'selected', 'ghost', 'moving', 'refused'];
export const DEDICATED: ExpressionSpecification = ['==', ['get', 'kind'], 'dedicated'];

/** Hidden until it is used first: each layer is one more coat of paint over the whole screen. */
const UNUSED = { visibility: 'none' } as const;

/** Layers that show states of atoms and grids, by state. */
export const STATE_LAYERS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(MARKS.map((mark) => [mark, [`mark-${mark}`, `edge-${mark}`]])),
  grid: ['moved'],
  hovered: ['hovered'],
  selected: ['selected-casings', 'selected'],
};

/** Where the tiles hold atoms. */
export const ATOMS_FROM = 14;

/** Fills hide the plain ground, but let another service's basemap shine through. */
function opacity(look: Look): number {
  return look.outside && look.layers.outside ? 0.5 : 1;
}

/** Fills of grids and micro-grids, and of atoms that have changed grids since the tiles were made. */
export function fills(look: Look, ink: Ink): LayerSpecification[] {
  return [
    {
      id: 'communities',
      type: 'fill',
      source: 'communities',
      'source-layer': 'communities',
      paint: {
        'fill-color': ink.ground,
        'fill-opacity': look.outside && look.layers.outside ? 0 : 1,
      },
    },
    {
      id: 'grids',
      type: 'fill',
      source: 'grids',
      'source-layer': 'grids',
      paint: {
        'fill-color': gridFill(look.fill, look, ink),
        'fill-opacity': opacity(look),
        'fill-antialias': false,
      },
    },
    {
      id: 'microgrids',
      type: 'fill',
      source: 'microgrids',
      'source-layer': 'microgrids',
      layout: { visibility: look.fill === 'microgrid' ? 'visible' : 'none' },
      paint: {
        'fill-color': microgridFill(look, ink),
        'fill-opacity': opacity(look),
        'fill-antialias': false,
      },
    },
    {
      // To be pointed at; a constant of 0 is never painted.
      id: 'atoms',
      type: 'fill',
      source: 'atoms',
      'source-layer': 'atoms',
      minzoom: ATOMS_FROM,
      paint: { 'fill-opacity': 0, 'fill-antialias': false },
    },
    {
      id: 'moved',
      type: 'fill',
      source: 'atoms',
      'source-layer': 'atoms',
      minzoom: ATOMS_FROM,
      layout: UNUSED,
      paint: {
        'fill-color': ['to-color', ['feature-state', 'fill'], ink.ground],
        // A tile that knows of the move already needs no second coat.
        'fill-opacity': [
          'case',
          ['==', ['to-number', ['feature-state', 'grid'], 0], 0],
          0,
          ['==', ['to-number', ['feature-state', 'grid'], 0], ['get', 'grid']],
          0,
          opacity(look),
        ],
        'fill-antialias': false,
      },
    },
    {
      // Nobody counts the micro-grids of a park: they keep the colour of their category.
      id: 'dedicated-ground',
      type: 'fill',
      source: 'grids',
      'source-layer': 'grids',
      filter: DEDICATED,
      layout: { visibility: look.fill === 'microgrid' ? 'visible' : 'none' },
      paint: {
        'fill-color': byCategory(categoriesOf(look.theme), (one) => one.fill, ink.ground),
        'fill-opacity': opacity(look),
        'fill-antialias': false,
      },
    },
    {
      id: 'dedicated',
      type: 'fill',
      source: 'grids',
      'source-layer': 'grids',
      minzoom: 11,
      filter: DEDICATED,
      paint: {
        'fill-pattern': byCategory(categoriesOf(look.theme), (_, name) => `hatch-${name}`, 'hatch'),
        'fill-opacity': 0.55,
      },
    },
  ];
}

/** Fill of a grid; the feature's state has what changed since the tile was made. */
function gridFill(fill: Fill, look: Look, ink: Ink): ExpressionSpecification {
  const dedicated = byCategory(categoriesOf(look.theme), (one) => one.fill, ink.ground);
  const own =
    fill === 'grid'
      ? eightColour(['to-number', ['feature-state', 'colour'], ['id']], ink)
      : bandFill(['coalesce', ['feature-state', 'count'], ['get', look.by]], look.band, ink);
  return ['case', DEDICATED, dedicated, own];
}

function bandFill(
  count: ExpressionSpecification,
  band: Look['band'],
  ink: Ink,
): ExpressionSpecification {
  const known: ExpressionSpecification = ['to-number', count, -1];
  return [
    'case',
    ['<', known, 0],
    ink.ground,
    ['has', 'reason'],
    bandColour(known, band, ink.excused),
    bandColour(known, band, ink.scale),
  ];
}

function microgridFill(look: Look, ink: Ink): ExpressionSpecification | string {
  return look.microBand
    ? bandFill(['coalesce', ['feature-state', 'count'], ['get', look.by]], look.microBand, ink)
    : eightColour(['id'], ink);
}

export function borders(look: Look, ink: Ink): LayerSpecification[] {
  const joined = { 'line-join': 'round', 'line-cap': 'round' } as const;
  const chosen: ExpressionSpecification = ['boolean', ['feature-state', 'selected'], false];
  const hovered: ExpressionSpecification = ['boolean', ['feature-state', 'hovered'], false];
  return [
    {
      id: 'atom-borders',
      type: 'line',
      source: 'atoms',
      'source-layer': 'atoms',
      minzoom: 15,
      paint: {
        'line-color': ink.atom,
        'line-width': 0.5,
        'line-opacity': byZoom([15, 0.08], [16.5, 0.28]),
      },
    },
    {
      id: 'microgrid-borders',
      type: 'line',
      source: 'microgrids',
      'source-layer': 'microgrids',
      minzoom: 13.5,
      layout: { visibility: look.layers.microgrids ? 'visible' : 'none' },
      paint: {
        'line-color': ink.microgrid,
        'line-width': byZoom([13.5, 0.6], [17, 1.2]),
        'line-dasharray': [3, 2],
        'line-opacity': byZoom([13.5, 0.5], [15, 0.85]),
      },
    },
    {
      id: 'grid-casings',
      type: 'line',
      source: 'grids',
      'source-layer': 'grids',
      minzoom: 12,
      layout: joined,
      paint: {
        'line-color': ink.gridCasing,
        'line-width': byZoom([12, 1.6], [17, 5]),
        'line-opacity': 0.6,
      },
    },
    {
      id: 'grid-borders',
      type: 'line',
      source: 'grids',
      'source-layer': 'grids',
      layout: joined,
      paint: {
        'line-color': ink.grid,
        'line-width': byZoom([9, 0.4], [12, 0.9], [15, 1.8], [18, 2.8]),
      },
    },
    {
      id: 'community-casings',
      type: 'line',
      source: 'communities',
      'source-layer': 'communities',
      layout: joined,
      paint: {
        'line-color': ink.community,
        'line-width': byZoom([9, 3], [15, 11]),
        'line-opacity': 0.16,
      },
    },
    {
      id: 'community-borders',
      type: 'line',
      source: 'communities',
      'source-layer': 'communities',
      layout: joined,
      paint: {
        'line-color': ink.community,
        'line-width': byZoom([9, 0.9], [12, 1.6], [15, 2.8], [18, 3.6]),
      },
    },
    {
      id: 'hovered',
      type: 'line',
      source: 'grids',
      'source-layer': 'grids',
      layout: { ...joined, ...UNUSED },
      paint: {
        'line-color': ink.hovered,
        'line-width': byZoom([9, 2], [15, 3.5]),
        'line-opacity': ['case', hovered, 1, 0],
      },
    },
    {
      id: 'selected-casings',
      type: 'line',
      source: 'grids',
      'source-layer': 'grids',
      layout: { ...joined, ...UNUSED },
      paint: {
        'line-color': ink.gridCasing,
        'line-width': byZoom([9, 5], [15, 9]),
        'line-opacity': ['case', chosen, 0.9, 0],
      },
    },
    {
      id: 'selected',
      type: 'line',
      source: 'grids',
      'source-layer': 'grids',
      layout: { ...joined, ...UNUSED },
      paint: {
        'line-color': ink.selected,
        'line-width': byZoom([9, 2.5], [15, 5]),
        'line-opacity': ['case', chosen, 1, 0],
      },
    },
  ];
}

/** Marks of atoms: a pattern each, shown where the atom's state says so. */
export function marks(ink: Ink): LayerSpecification[] {
  return [
    ...MARKS.map(
      (mark): LayerSpecification => ({
        id: `mark-${mark}`,
        type: 'fill',
        source: 'atoms',
        'source-layer': 'atoms',
        minzoom: ATOMS_FROM,
        layout: UNUSED,
        paint: {
          'fill-pattern': `mark-${mark}`,
          'fill-opacity': ['case', ['boolean', ['feature-state', mark], false], 1, 0],
        },
      }),
    ),
    ...MARKS.filter((mark) => mark !== 'frozen').map(
      (mark): LayerSpecification => ({
        id: `edge-${mark}`,
        type: 'line',
        source: 'atoms',
        'source-layer': 'atoms',
        minzoom: ATOMS_FROM,
        layout: UNUSED,
        paint: {
          'line-color': ink.marks[mark],
          'line-width': byZoom([14, 1], [17, 2.2]),
          'line-opacity': ['case', ['boolean', ['feature-state', mark], false], 1, 0],
          ...(mark === 'ghost' ? { 'line-dasharray': [2, 1.5] } : {}),
        },
      }),
    ),
  ];
}
