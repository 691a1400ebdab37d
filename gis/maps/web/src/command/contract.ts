/** What the service says of tickets, heat and hot spots, and what the parts of the command centre
 * know of each other. */
import { signal } from '@lit-labs/signals';
import type { Map as MapLibre } from 'maplibre-gl';
import type { Problem } from '../api/client.ts';
import type { Brief, Stage } from '../tickets/types.ts';

export interface TicketPage {
  readonly tickets: readonly Brief[];
  /** Address of the page after it. */
  readonly next: string | null;
  /** How many there are; counted to some bound only. */
  readonly matched: number;
}

/** What GET /api/v1/command says. */
export interface CommandInfo {
  readonly now: string;
  readonly plans: readonly {
    readonly plan: number;
    readonly version: number;
    readonly dataset: number;
    readonly name: string;
    readonly communities: number;
  }[];
  readonly bounds: readonly [west: number, south: number, east: number, north: number] | null;
  /** Number of the last change of any ticket. */
  readonly number: number;
  readonly roles: readonly string[];
  readonly first: string | null;
  readonly last: string | null;
}

/** Counts of tickets; null where they are too few to be shown to the caller. */
export interface Tally {
  readonly tickets: number | null;
  readonly open: number | null;
  readonly green: number | null;
  readonly yellow: number | null;
  readonly red: number | null;
  readonly closed: number | null;
  /** Should have been closed by now. */
  readonly due: number | null;
  /** Those of them that were put off. */
  readonly deferred: number | null;
  /** Closed among those due and not deferred, and closed in time among the same. */
  readonly closed_due: number | null;
  readonly on_time: number | null;
  /** 0 to 1. */
  readonly closure_rate: number | null;
  readonly on_time_rate: number | null;
  readonly median_minutes: number | null;
}

export interface TallyRow extends Tally {
  readonly key: string | number | null;
  readonly name: string | null;
  readonly name_en?: string | null;
}

export interface Stats {
  readonly by: string;
  readonly rows: readonly TallyRow[];
  readonly total: Tally;
  /** What the rates are shares of, in a sentence. */
  readonly denominators: { readonly zh: string; readonly en: string };
}

export interface Category {
  readonly kind: 'component' | 'matter';
  readonly code: string;
  readonly class_name: string;
  readonly name: string;
  readonly name_en: string;
}

export interface Categories {
  readonly categories: readonly Category[];
}

/** How a grid stands to the average of all: `few` says that there is too little to judge. */
export type Level = 'high' | 'low' | 'usual' | 'few';

export interface GridRate {
  readonly grid: string;
  readonly name: string;
  readonly community: string;
  readonly households: number | null;
  readonly count: number | null;
  readonly few?: boolean;
  /** Per 1,000 households, with its 95 % interval. */
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly expected: number | null;
  readonly p: number | null;
  readonly q: number | null;
  readonly level: Level;
  readonly lon: number;
  readonly lat: number;
}

export interface GridRates {
  readonly total: number | null;
  /** Those that lie in none of the grids. */
  readonly elsewhere: number | null;
  readonly overall_rate: number | null;
  readonly grids: readonly GridRate[];
}

export interface Compared {
  readonly rows: readonly {
    readonly key: string;
    readonly first: number | null;
    readonly second: number | null;
    readonly few?: boolean;
    /** Of the second window's rate to the first's. */
    readonly ratio: number | null;
    readonly p: number | null;
    readonly q: number | null;
  }[];
}

export type Trend =
  | 'new'
  | 'consecutive'
  | 'intensifying'
  | 'persistent'
  | 'diminishing'
  | 'sporadic'
  | 'historical';

export interface HotSpots {
  readonly method: string;
  readonly spots: readonly {
    readonly key: string;
    readonly name: string;
    readonly lon: number;
    readonly lat: number;
    readonly count: number | null;
    readonly expected: number | null;
    readonly z: number;
    readonly p: number;
    readonly q: number;
    readonly level: 'hot' | 'cold' | 'none';
    readonly trend: Trend | null;
  }[];
}

export interface Concentration {
  readonly by: string;
  readonly gini: number | null;
  /** Share of the busiest tenth. */
  readonly top_share: number | null;
  readonly rows: readonly {
    readonly key: string;
    readonly name: string;
    readonly count: number | null;
    readonly share: number | null;
    readonly cumulative: number | null;
  }[];
}

export interface Alert {
  readonly id: number;
  readonly kind: string;
  readonly jurisdiction: string;
  readonly grid: string | null;
  readonly grid_name: string | null;
  readonly lon: number | null;
  readonly lat: number | null;
  readonly category: string | null;
  readonly window_from: string;
  readonly window_to: string;
  readonly reason: { readonly zh: string; readonly en: string };
  readonly raised_at: string;
  readonly acknowledged_at: string | null;
  readonly acknowledged_by: string | null;
  readonly note: string | null;
}

export interface Alerts {
  readonly alerts: readonly Alert[];
}

export interface Frames {
  readonly step: Step;
  readonly resolution: number;
  readonly frames: readonly { readonly at: string; readonly total: number | null }[];
  readonly hexes: readonly string[];
  /** For each frame pairs of an index into `hexes` and a count. */
  readonly counts: readonly (readonly (readonly [hex: number, count: number])[])[];
}

export interface Timeline {
  readonly step: Step;
  readonly at: readonly string[];
  /** Null where they are too few to be shown to the caller. */
  readonly counts: readonly (number | null)[];
}

export const STEPS = ['hour', 'day', 'week', 'month'] as const;
export type Step = (typeof STEPS)[number];

export interface Density {
  /** West, south, east, north in web mercator. */
  readonly bounds: readonly [number, number, number, number];
  readonly width: number;
  readonly height: number;
  /** Metres. */
  readonly bandwidth: number;
  readonly unit: string;
  /** Tickets per square kilometre for one step of the values. */
  readonly scale: number;
  /** Rows of 16 bits, north first, little end first, in base 64. */
  readonly values: string;
}

export interface Clusters {
  readonly clusters: readonly Cluster[];
}

export interface Cluster {
  readonly lon: number;
  readonly lat: number;
  readonly count: number;
  readonly stages: Readonly<Partial<Record<Stage, number>>>;
  readonly green: number;
  readonly yellow: number;
  readonly red: number;
  /** Of its tickets, where they all lie on one point and are few. */
  readonly ids?: readonly number[] | null;
}

/** Whether what the page shows is of this moment. */
export type Pulse = 'connecting' | 'live' | 'away';

/** What is known of the tickets and of what becomes of them; see store.ts. */
export interface CommandStore {
  /** Null until the service has answered. */
  info(): CommandInfo | null;
  /** Why nothing can be shown. */
  problem(): Problem | null;
  /** Tickets of the window and the filters in the address: the newest some thousand of them. */
  tickets(): readonly Brief[];
  /** One of them. */
  ticket(id: number): Brief | undefined;
  /** Whether the list is being asked for. */
  loading(): boolean;
  /** How many match in all, as far as the service counted them and what was heard since. */
  matched(): number;
  /** Tickets that were heard of since the list was read, newest change last; for a mark beside
   * them. A few dozen at most. */
  fresh(): readonly number[];
  pulse(): Pulse;
  /** Number of the last change that is known. */
  number(): number;
  /** Goes up with every change of tickets and once a minute: what counts them counts anew, as
   * `Answer.want` does. */
  revision(): number;
  /** The time by the service's clock, to the minute; milliseconds. */
  now(): number;
  /** Goes up with every alert. */
  alerts(): number;
  /** Ask for older tickets; false where there are none. */
  more(): Promise<boolean>;
  /** Read all again. */
  reload(): Promise<void>;
  close(): void;
}

/** The map of the command centre, as the panels see it. */
export interface CommandMap {
  readonly map: MapLibre;
  fly(at: readonly [lon: number, lat: number], zoom?: number): void;
}

/** What the page follows now; null on other pages. */
export const commandStore = signal<CommandStore | null>(null);
/** The map on the page now. */
export const commandMap = signal<CommandMap | null>(null);
