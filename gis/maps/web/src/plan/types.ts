/** What an opened plan is made of. */
import type { Problem, Schemas } from '../api/client.ts';
import type { paths } from '../api/schema.d.ts';

export type Plan = Schemas['Plan'] | Schemas['PlanInFull'];
export type Applied = Schemas['Applied'];
export type Operation = Schemas['Operation'];

/** Rules of a plan as far as the page shows them; see gis.model.Rules. */
export interface Rules {
  readonly band: { readonly lower: number; readonly upper: number };
  readonly microBand: { readonly lower: number; readonly upper: number } | null;
  readonly by: 'households' | 'residents';
}

/** Counts of people; texts stand for few of them, which not everyone may see: the counts are 0. */
export interface Peopled {
  readonly households: number;
  readonly residents: number;
  readonly households_text?: string | null;
  readonly residents_text?: string | null;
}

export interface Grid extends Peopled {
  readonly id: number;
  readonly code: string;
  /** Code of its community. */
  readonly community: string;
  readonly kind: 'base' | 'dedicated';
  readonly category: string | null;
  readonly name: string;
  readonly name_en: string;
  readonly post: string | null;
  readonly reason: string | null;
  readonly locked: boolean;
  readonly version: number;
  readonly buildings: number;
  readonly atoms: number;
  readonly pieces: number;
}

export interface Microgrid extends Peopled {
  readonly id: number;
  readonly grid: number;
  readonly code: string;
  readonly atoms: number;
  readonly floor_from: number | null;
  readonly floor_to: number | null;
  readonly reason: string | null;
}

/** Any operation, as `POST /api/v1/plans/{plan}/operations` takes it. */
export type Wish =
  paths['/api/v1/plans/{plan}/operations']['post']['requestBody']['content']['application/json'];

/** Where a grid stands to the band. */
export type Standing = 'below' | 'within' | 'above' | 'dedicated' | 'excused';

/** An edit that the service has not answered yet; it is kept in the browser until then. */
export interface Pending {
  readonly key: string;
  readonly plan: number;
  readonly kind: 'edit' | 'undo' | 'redo';
  readonly wish: Wish | null;
  readonly basedOn: number;
  readonly state: 'sending' | 'offline';
}

/** An edit that was refused because somebody else changed the same grids, or otherwise. */
export interface Conflict {
  readonly pending: Pending;
  readonly problem: Problem;
  /** Grids as they are now. */
  readonly changed: readonly Grid[];
}

export interface Presence {
  readonly actor: string;
  readonly community: string;
  readonly seen: number;
}
