/** The opened plan, as all elements see it. `opened` holds the one there is; see store.ts. */
import type { Signal } from '@lit-labs/signals';
import type { Remote } from 'comlink';
import type { Schemas } from '../api/client.ts';
import type { GraphService, Preview } from '../graph/protocol.ts';
import type {
  Applied,
  Conflict,
  Grid,
  Microgrid,
  Pending,
  Plan,
  Presence,
  Rules,
  Wish,
} from './types.ts';

/** Something to read that tells when it changes. */
export type Told<T> = Pick<Signal.State<T>, 'get'>;

export interface PlanStore {
  readonly id: number;
  readonly plan: Told<Plan>;
  readonly rules: Told<Rules>;
  /** The version the page has heard of. */
  readonly version: Told<number>;
  /** All live grids of the plan by id; replaced, never changed in place. Counts of edits that are
   * still on their way are in them already. */
  readonly grids: Told<ReadonlyMap<number, Grid>>;
  readonly communities: Told<readonly Schemas['Community'][]>;
  /** Micro-grids of the communities that are loaded. */
  readonly microgrids: Told<ReadonlyMap<number, Microgrid>>;
  /** Communities whose graph is in the worker. */
  readonly loaded: Told<ReadonlySet<string>>;
  /** Counts up whenever atoms of loaded communities changed grids; the map recolours them then. */
  readonly revision: Told<number>;
  /** Whether the caller may edit: a draft, and a planner of its jurisdiction. */
  readonly editable: Told<boolean>;
  readonly pending: Told<readonly Pending[]>;
  readonly conflict: Told<Conflict | null>;
  /** Whether the service answers and events come. */
  readonly online: Told<boolean>;
  /** The next step back and forth, null where there is none. */
  readonly steps: Told<Steps>;
  /** Where others work now. */
  readonly presence: Told<readonly Presence[]>;
  readonly graph: Remote<GraphService>;

  /** Bring a community's graph and micro-grids into the worker, once; cheap when they are there. */
  load(community: string): Promise<void>;
  /** Edit: shown at once where a preview is given, sent with a key of its own, sent again after an
   * interruption or a reload, taken back where the service refuses it.
   *
   * @returns what the service applied; null where it is kept for later because it is offline.
   * @throws Problem where it is refused; a stale one is in `conflict` too.
   */
  edit(wish: Wish, preview?: Preview): Promise<Applied | null>;
  undo(): Promise<Applied | null>;
  redo(): Promise<Applied | null>;
  /** Leave the refused edit, or try it again on top of what there is now. */
  resolveConflict(how: 'drop' | 'again'): Promise<void>;
  /** Say where one works, for the others. */
  show(community: string): void;
  /** Read all again. */
  refresh(): Promise<void>;
  close(): void;
}

/** What undo and redo would be about. */
export interface Steps {
  readonly undo: Step | null;
  readonly redo: Step | null;
}

export interface Step {
  readonly version: number;
  readonly kind: string;
  readonly created_at: string;
}
