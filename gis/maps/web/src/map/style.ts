/** The style of the map as a whole: where its tiles are, its fonts, its layers from bottom to top. */
import type {
  RasterLayerSpecification,
  RasterSourceSpecification,
  SourceSpecification,
  StyleSpecification,
} from 'maplibre-gl';
import type { Theme } from '../ui/theme.ts';
import type { Language } from '../ui/words.ts';
import { backdrop, names } from './basemap.ts';
import type { Fill } from './contract.ts';
import type { Band } from './expressions.ts';
import { fontFaces } from './fonts.ts';
import { labels } from './labels.ts';
import { borders, fills, marks } from './layers.ts';
import { inkOf } from './palette.ts';

/** What can be shown or left out. */
export interface Shown {
  readonly microgrids: boolean;
  readonly buildings: boolean;
  readonly labels: boolean;
  readonly outside: boolean;
}

/** Basemap of another service: the only requests that leave the page's own origin. */
export interface Outside {
  readonly name: string;
  /** Address of tiles with {z}, {x} and {y}. */
  readonly tiles: string;
}

export interface Look {
  readonly theme: Theme;
  readonly language: Language;
  readonly fill: Fill;
  readonly layers: Shown;
  readonly band: Band;
  readonly microBand: Band | null;
  readonly by: 'households' | 'residents';
  /** Of the middle of the plan: how wide a metre is. */
  readonly latitude: number;
  readonly outside: Outside | null;
}

/** Tiles of a plan at a version; the names of the sources are those of the tiles. */
const PLAN_TILES = ['communities', 'grids', 'microgrids', 'atoms', 'basemap'] as const;
export type PlanTiles = (typeof PLAN_TILES)[number];

const MINZOOMS: Readonly<Record<PlanTiles, number>> = {
  communities: 4,
  grids: 6,
  microgrids: 12,
  atoms: 14,
  basemap: 4,
};
/** Deepest zoom that is made; see gis.store.tile_layers. */
const LAST_ZOOM = 18;
/** Micro-grids, atoms and buildings are many: beyond this zoom their tiles are enlarged. */
const FINE_ZOOM = 16;

/** Address of the tiles of a plan. */
export function tilesOf(name: PlanTiles, plan: number, version: number): string {
  return `${location.origin}/tiles/${name}/{z}/{x}/{y}.mvt?plan=${plan}&version=${version}`;
}

export function styleOf(plan: number, version: number, look: Look): StyleSpecification {
  const ink = inkOf(look.theme);
  const { outside } = look;
  return {
    version: 8,
    name: 'Wangge',
    'font-faces': fontFaces(),
    sources: {
      ...(outside ? { outside: backclothTiles(outside) } : {}),
      ...Object.fromEntries(
        PLAN_TILES.map((name): [string, SourceSpecification] => [
          name,
          {
            type: 'vector',
            tiles: [tilesOf(name, plan, version)],
            minzoom: MINZOOMS[name],
            maxzoom: name === 'atoms' || name === 'basemap' ? FINE_ZOOM : LAST_ZOOM,
          },
        ]),
      ),
    },
    layers: [
      { id: 'paper', type: 'background', paint: { 'background-color': ink.paper } },
      ...(outside ? [backcloth(look)] : []),
      ...fills(look, ink),
      ...backdrop(look, ink),
      ...borders(look, ink),
      ...marks(ink),
      ...names(look, ink),
      ...labels(look, ink),
    ],
  };
}

export function backclothTiles(outside: Outside): RasterSourceSpecification {
  return { type: 'raster', tiles: [outside.tiles], tileSize: 256 };
}

/** The basemap of another service, below everything else. */
export function backcloth(look: Look): RasterLayerSpecification {
  return {
    id: 'outside',
    type: 'raster',
    source: 'outside',
    layout: { visibility: look.layers.outside ? 'visible' : 'none' },
    paint:
      look.theme === 'dark' ? { 'raster-brightness-max': 0.55, 'raster-saturation': -0.3 } : {},
  };
}
