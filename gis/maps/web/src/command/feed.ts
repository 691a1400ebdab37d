/** Tickets in memory: the newest some thousand of those asked for, kept up by what changes. */
import type { Brief } from '../tickets/types.ts';

/** More are not kept; who scrolls farther narrows the window. */
export const MOST = 4000;
const MOST_FRESH = 60;

/** Changes since a number; see the events of tickets. */
export interface Delta {
  /** The number before: the last one that was told. */
  readonly after: number;
  readonly number: number;
  readonly tickets: readonly Brief[];
  readonly gone: readonly number[];
}

export class Feed {
  /** Newest first. */
  #ordered: readonly Brief[] | null = [];
  #byId = new Map<number, Brief>();
  #fresh: number[] = [];
  /** Tickets older than this are not in memory, for there were too many or they were not asked for
   * yet. */
  #floor = Number.NEGATIVE_INFINITY;

  constructor(private readonly fits: (ticket: Brief) => boolean) {}

  /** Newest report first. */
  get tickets(): readonly Brief[] {
    this.#ordered ??= [...this.#byId.values()].sort(newer);
    return this.#ordered;
  }

  get fresh(): readonly number[] {
    return this.#fresh;
  }

  get(id: number): Brief | undefined {
    return this.#byId.get(id);
  }

  /** Take a page of the list. Of what a change has told already the newer counts.
   *
   * @param whole whether nothing older follows.
   */
  page(tickets: readonly Brief[], whole: boolean): void {
    for (const ticket of tickets) {
      const known = this.#byId.get(ticket.id);
      if (!known || known.change < ticket.change) {
        this.#byId.set(ticket.id, ticket);
      }
    }
    this.#ordered = null;
    const last = tickets.at(-1);
    this.#floor = whole || !last ? Number.NEGATIVE_INFINITY : Date.parse(last.reported_at);
    this.#bound();
  }

  /** Take changes; tells whether any of them shows. */
  change(delta: Pick<Delta, 'tickets' | 'gone'>): boolean {
    let seen = false;
    for (const ticket of delta.tickets) {
      seen = this.#put(ticket) || seen;
    }
    for (const id of delta.gone) {
      seen = this.#byId.delete(id) || seen;
    }
    if (seen) {
      this.#ordered = null;
      this.#bound();
    }
    return seen;
  }

  /** Forget those that fit no longer, as when the window has moved on. */
  sift(): boolean {
    const before = this.#byId.size;
    for (const [id, ticket] of this.#byId) {
      if (!this.fits(ticket)) {
        this.#byId.delete(id);
      }
    }
    this.#ordered = null;
    return this.#byId.size < before;
  }

  #put(ticket: Brief): boolean {
    const known = this.#byId.get(ticket.id);
    if (known && known.change >= ticket.change) {
      return false;
    }
    if (!this.fits(ticket)) {
      return this.#byId.delete(ticket.id);
    }
    if (!known && Date.parse(ticket.reported_at) < this.#floor) {
      return false;
    }
    this.#byId.set(ticket.id, ticket);
    this.#fresh = [...this.#fresh.filter((id) => id !== ticket.id), ticket.id].slice(-MOST_FRESH);
    return true;
  }

  #bound(): void {
    if (this.#byId.size <= MOST) {
      return;
    }
    const kept = this.tickets.slice(0, MOST);
    this.#byId = new Map(kept.map((ticket) => [ticket.id, ticket]));
    this.#ordered = kept;
    this.#floor = Date.parse(kept[MOST - 1]?.reported_at ?? '');
  }
}

function newer(one: Brief, other: Brief): number {
  return Date.parse(other.reported_at) - Date.parse(one.reported_at) || other.id - one.id;
}
