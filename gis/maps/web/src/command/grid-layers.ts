/** Grids filled by what was found of each: a colour, hatching where there is too little to judge,
 * an outline where it is significant. All by feature states, so that tiles stay as they are. */
import type { ExpressionSpecification, LayerSpecification, Map as MapLibre } from 'maplibre-gl';
import { byZoom } from '../map/expressions.ts';
import type { Ink } from '../map/palette.ts';

export interface GridPaint {
  /** #rrggbb. */
  readonly fill: string;
  /** Too little to judge. */
  readonly few: boolean;
  /** Colour of the outline of what is significant; null for others. */
  readonly edge: string | null;
}

const SOURCE = { source: 'inforce', 'source-layer': 'grids' } as const;
const state = (name: string, otherwise: unknown): ExpressionSpecification =>
  ['coalesce', ['feature-state', name], otherwise] as ExpressionSpecification;

export function gridFillLayers(ink: Ink): LayerSpecification[] {
  return [
    {
      id: 'grid-fills',
      type: 'fill',
      ...SOURCE,
      paint: {
        'fill-color': ['to-color', state('fill', ink.ground), ink.ground],
        'fill-antialias': false,
      },
    },
    {
      id: 'grid-few',
      type: 'fill',
      ...SOURCE,
      paint: { 'fill-pattern': 'few', 'fill-opacity': state('few', 0) },
    },
  ];
}

/** Outlines of what is significant, inside of its border so that neighbours show their own. */
export function gridEdgeLayers(ink: Ink): LayerSpecification[] {
  return [
    {
      id: 'grid-edges',
      type: 'line',
      ...SOURCE,
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': ['to-color', state('edge', ink.ink), ink.ink],
        'line-width': byZoom([9, 1], [13, 2], [16, 3.5]),
        'line-offset': byZoom([9, 0.5], [13, 1], [16, 1.75]),
        'line-opacity': state('strong', 0),
      },
    },
  ];
}

/** What the grids of a map look like now. */
export class GridPaints {
  #painted = new Map<string, GridPaint>();

  constructor(private readonly map: MapLibre) {}

  /** Paint exactly these. */
  show(paints: ReadonlyMap<string, GridPaint>): void {
    for (const code of this.#painted.keys()) {
      if (!paints.has(code)) {
        this.map.removeFeatureState({ source: 'inforce', sourceLayer: 'grids', id: code });
      }
    }
    for (const [code, paint] of paints) {
      const before = this.#painted.get(code);
      if (before?.fill !== paint.fill || before.few !== paint.few || before.edge !== paint.edge) {
        this.map.setFeatureState(
          { source: 'inforce', sourceLayer: 'grids', id: code },
          {
            fill: paint.fill,
            few: paint.few ? 1 : 0,
            edge: paint.edge ?? paint.fill,
            strong: paint.edge === null ? 0 : 1,
          },
        );
      }
    }
    this.#painted = new Map(paints);
  }
}
