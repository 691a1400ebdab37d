/** What the mobile page and the service tell each other (/api/v1/snap). */
import type { Stage, Trust } from '../tickets/types.ts';

export interface Category {
  readonly kind: 'component' | 'matter';
  readonly code: string;
  readonly name: string;
  readonly name_en: string;
  readonly class_name: string;
}

export interface Snap {
  /** Whether those who are not logged in may report. */
  readonly enabled: boolean;
  readonly categories: readonly Category[];
  /** The town, in degrees; null where there is none yet. */
  readonly bounds?: readonly [west: number, south: number, east: number, north: number] | null;
  /** Path of the town's tiles for everybody, with {z}, {x} and {y}. */
  readonly tiles?: string | null;
}

/** What becomes of a report, for whoever holds its receipt. */
export interface Progress {
  readonly stage: Stage;
  readonly at: string;
  readonly steps: readonly { readonly stage: Stage; readonly at: string }[];
}

/** A report as it was made, kept on the phone until the service has it. */
export interface Report {
  /** Made here, so that the same report counts once, however often it is sent. */
  readonly external: string;
  readonly made: string;
  readonly category: Category;
  readonly description: string;
  readonly lon: number | null;
  readonly lat: number | null;
  /** Metres; null where somebody pointed at the map. */
  readonly accuracy: number | null;
  readonly photo: Blob | null;
}

/** A report of this phone, and how far it has come. */
export interface Kept extends Report {
  readonly state: 'waiting' | 'sent' | 'refused';
  /** Times it was sent in vain. */
  readonly tries: number;
  /** Why it was refused, in both languages. */
  readonly reason: { readonly zh: string; readonly en: string } | null;
  readonly receipt: string | null;
  readonly grid: string | null;
  /** Whether its place could be used. */
  readonly placed: boolean;
}

/** What the service answers to a report. */
export interface Taken {
  readonly receipt: string;
  readonly external: string;
  readonly position: Trust;
  readonly grid_name: string | null;
}
