/** What the page and the worker that holds the graph say to each other; everything can be cloned.
 *
 * Atoms and grids are told by their ids. Positions are longitude, latitude in WGS 84.
 */

import type { Schemas } from '../api/client.ts';

export type Position = readonly [lon: number, lat: number];

/** `GET /api/v1/plans/{plan}/graph?community=`: columns, one value an atom or edge. */
export type GraphAnswer = Schemas['Graph'];

export interface Totals {
  readonly households: number;
  readonly residents: number;
  readonly buildings: number;
  readonly atoms: number;
  /** Parts one cannot walk between without leaving the grid. */
  readonly pieces: number;
}

/** A grid before and after what is being drawn; `grid` null: a grid to be made. */
export interface Change {
  readonly grid: number | null;
  readonly before: Totals;
  readonly after: Totals;
}

export type Refusal =
  | { readonly why: 'torn'; readonly grid: number | null; readonly pieces: readonly number[][] }
  | { readonly why: 'locked'; readonly grid: number }
  | { readonly why: 'community' }
  | { readonly why: 'nothing' };

/** What would happen if atoms were moved. */
export interface Preview {
  /** All atoms that would move: floors of the same tower go along. */
  readonly atoms: readonly number[];
  readonly target: number | null;
  /** Grids that give atoms, by number, then the target; a sweep tells both of its grids always. */
  readonly changes: readonly Change[];
  /** Why it may not be; null where it may. */
  readonly refused: Refusal | null;
}

/** One atom as the map, the live region and the inspector tell it. */
export interface AtomTold {
  readonly id: number;
  readonly foot: number;
  readonly community: string;
  readonly grid: number;
  readonly microgrid: number;
  readonly households: number;
  readonly residents: number;
  readonly buildings: number;
  readonly floors: readonly [from: number, to: number] | null;
  readonly staircase: number | null;
  readonly site: number | null;
  readonly compound: string | null;
  readonly at: Position;
}

export type Direction = 'east' | 'north' | 'west' | 'south';

/** The worker. Every community that is worked on is loaded into it, others are unknown to it. */
export interface GraphService {
  /** Take a community as the service has it; what was known of it is replaced. */
  load(answer: GraphAnswer): void;
  drop(community: string): void;
  /** Grids that must not change. */
  setLocked(grids: readonly number[]): void;
  /** Count a move and check it as the service will; changes nothing. */
  preview(atoms: readonly number[], target: number | null): Preview;
  /** Move atoms in the worker's own copy at once, before the service answered. */
  move(atoms: readonly number[], target: number): void;
  /** Atoms of a grid that may not leave it alone, as it would fall apart; towers with all floors. */
  frozen(grid: number): number[];
  /** Atoms on the ground of `from` with a border to `to`, and how far each is from a position, in
   * metres: nearest first. */
  frontier(from: number, to: number, at: Position): { atom: number; metres: number }[];
  /** The border sweep: from where the border was taken hold of to where the pointer is now, the
   * atoms on the pointer's way change from one grid to the other, whole rows of them, and never
   * so that a grid tears or loses its last atom; those at the border that would are told as
   * refused. */
  sweep(request: SweepRequest): { preview: Preview; refused: number[] };
  /** Atoms whose point lies in a ring, of all that is loaded or of one grid. */
  within(ring: readonly Position[], grid?: number): number[];
  atom(id: number): AtomTold | null;
  atomsOf(grid: number): number[];
  totals(grid: number): Totals | null;
  /** The next atom on the ground in a direction across the graph, for walking by keys; at the edge
   * of a community the nearest one beyond. */
  step(atom: number, direction: Direction): number | null;
  /** Grids that border on a grid, with metres of border, longest first. */
  neighbours(grid: number): { grid: number; metres: number }[];
  /** grid -> colour number 0..7 such that neighbours differ; kept stable while editing. */
  colours(): [grid: number, colour: number][];
  /** atom -> grid of everything loaded or of one community, for the map's feature states. */
  assignment(community?: string): { atoms: Float64Array; grids: Int32Array };
}

export interface SweepRequest {
  readonly a: number;
  readonly b: number;
  /** Where the border was taken hold of. */
  readonly origin: Position;
  readonly pointer: Position;
  /** Half the width of the sweep in metres. */
  readonly radius: number;
}
