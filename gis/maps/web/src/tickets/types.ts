/** Tickets as the service tells them; see the words of gis.model.tickets. */
export type Stage =
  | 'reported'
  | 'accepted'
  | 'assigned'
  | 'dispatched'
  | 'handling'
  | 'checked'
  | 'closed'
  | 'returned'
  | 'deferred'
  | 'reopened';

export type Act =
  | 'accept'
  | 'assign'
  | 'dispatch'
  | 'handle'
  | 'check'
  | 'close'
  | 'return'
  | 'defer'
  | 'reopen'
  | 'report'
  | 'supervise'
  | 'escalate'
  | 'move'
  | 'note'
  | 'finish';

export type Channel = 'grid_worker' | 'snap' | 'hotline' | 'platform' | 'sensor' | 'patrol';
export type Colour = 'green' | 'yellow' | 'red';
/** Whether the place of a ticket can be trusted. */
export type Trust = 'good' | 'missing' | 'zero' | 'rounded' | 'swapped' | 'outside' | 'piled';

/** A ticket in a list. */
export interface Brief {
  readonly id: number;
  /** Number of its last change, rising over all tickets. */
  readonly change: number;
  readonly reported_at: string;
  /** null where its category is known no more. */
  readonly kind: 'component' | 'matter' | null;
  readonly code: string | null;
  readonly category: string | null;
  readonly category_en: string | null;
  readonly channel: Channel;
  readonly stage: Stage;
  readonly stage_since: string;
  readonly stage_due: string | null;
  readonly due_at: string | null;
  readonly closed_at: string | null;
  /** null once closed. */
  readonly colour: Colour | null;
  readonly escalated: number;
  readonly deferred: boolean;
  readonly unit: string | null;
  readonly position: Trust;
  readonly lon: number | null;
  readonly lat: number | null;
  readonly grid: string | null;
  readonly microgrid: string | null;
  readonly jurisdiction: string;
}

export interface Desk {
  readonly unit: string;
  readonly lead: boolean;
  readonly state: 'open' | 'done' | 'returned';
  readonly since: string;
  readonly due_at: string | null;
  readonly ended_at: string | null;
}

export interface Step {
  readonly number: number;
  readonly act: Act;
  readonly stage: Stage;
  readonly at: string;
  /** The post of whoever did it; never a person's name. */
  readonly post: string;
  readonly unit: string | null;
  readonly note: string | null;
}

export interface Photo {
  readonly id: number;
  readonly width: number;
  readonly height: number;
}

/** All that is known of one ticket. */
export interface Detail extends Brief {
  readonly source: string;
  readonly external: string;
  readonly description: string | null;
  readonly address: string | null;
  readonly given: {
    readonly x: number | null;
    readonly y: number | null;
    readonly crs: string | null;
  };
  readonly grid_name: string | null;
  readonly desks: readonly Desk[];
  readonly steps: readonly Step[];
  readonly photos: readonly Photo[];
  /** What the caller may do now. */
  readonly acts: readonly Act[];
}
