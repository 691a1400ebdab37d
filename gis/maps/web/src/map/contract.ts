/** The map of the opened plan, as tools and panels see it; wg-map makes it. */
import { signal } from '@lit-labs/signals';
import type { FeatureCollection } from 'geojson';
import type { Map as MapLibre, PointLike } from 'maplibre-gl';
import type { Position } from '../graph/protocol.ts';

/** How atoms are marked: chosen; about to change grids; unable to leave their grid; refused just
 * now; what a suggestion would move. Each has a pattern besides its colour. */
export type Mark = 'selected' | 'moving' | 'frozen' | 'refused' | 'ghost';
export type Box = readonly [west: number, south: number, east: number, north: number];

export interface PlanMap {
  readonly map: MapLibre;
  /** Mark exactly these atoms; floors of towers by their foot. */
  mark(mark: Mark, atoms: Iterable<number>): void;
  /** Draw grids with a strong outline: chosen ones and the one under the pointer. */
  outline(grids: Iterable<number>, hovered: number | null): void;
  /** The atom on the ground under a point of the screen, null beyond the plan. */
  atomAt(point: PointLike): number | null;
  gridAt(point: PointLike): number | null;
  /** The border of two grids of one community within some pixels of a point. */
  borderAt(point: PointLike, pixels: number): { a: number; b: number; at: Position } | null;
  /** Show points or lines of a panel under a name, such as findings; null takes them away. The
   * property `severity` (error, warning, info) or `tone` (before, after) decides how they look. */
  overlay(name: string, features: FeatureCollection | null): void;
  fit(box: Box, options?: { animate?: boolean }): void;
  fly(at: Position, zoom?: number): void;
  /** How grids are filled: each in its own colour, or by households against the band. */
  setFill(fill: Fill): void;
}

export const FILLS = ['band', 'grid', 'microgrid'] as const;
export type Fill = (typeof FILLS)[number];

/** The map on the page now. */
export const shownMap = signal<PlanMap | null>(null);
