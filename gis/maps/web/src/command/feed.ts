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
  #byId = new Map<number, Kept>();
  #fresh: number[] = [];
  #net = 0;
  /** Tickets older than this are not in memory, for there were too many or they were not asked for
   * yet. */
  #floor = Number.NEGATIVE_INFINITY;

  constructor(readonly fits: (ticket: Brief) => boolean) {}

  /** Newest report first. */
  get tickets(): readonly Brief[] {
    this.#ordered ??= this.#sorted().map((one) => one.ticket);
    return this.#ordered;
  }

  /** How many more fit than when the list was read: those that came, without those that went. */
  get net(): number {
    return this.#net;
  }

  get fresh(): readonly number[] {
    return this.#fresh;
  }

  get(id: number): Brief | undefined {
    return this.#byId.get(id)?.ticket;
  }

  /** Take a page of the list. Of what a change has told already the newer counts.
   *
   * @param whole whether nothing older follows.
   */
  page(tickets: readonly Brief[], whole: boolean): void {
    for (const ticket of tickets) {
      const known = this.#byId.get(ticket.id)?.ticket;
      if (!known || known.change < ticket.change) {
        this.#byId.set(ticket.id, kept(ticket));
      }
    }
    // What the service counted just now holds all that was heard before.
    this.#net = 0;
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
      seen = this.#drop(id) || seen;
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
    for (const [id, { ticket }] of this.#byId) {
      if (!this.fits(ticket)) {
        this.#drop(id);
      }
    }
    this.#ordered = null;
    return this.#byId.size < before;
  }

  #put(ticket: Brief): boolean {
    const known = this.#byId.get(ticket.id)?.ticket;
    if (known && known.change >= ticket.change) {
      return false;
    }
    if (!this.fits(ticket)) {
      return this.#drop(ticket.id);
    }
    const now = kept(ticket);
    if (!known && now.at < this.#floor) {
      return false;
    }
    this.#net += known ? 0 : 1;
    this.#byId.set(ticket.id, now);
    this.#fresh = [...this.#fresh.filter((id) => id !== ticket.id), ticket.id].slice(-MOST_FRESH);
    return true;
  }

  #drop(id: number): boolean {
    const was = this.#byId.delete(id);
    this.#net -= was ? 1 : 0;
    return was;
  }

  #bound(): void {
    if (this.#byId.size > MOST) {
      const left = this.#sorted().slice(0, MOST);
      this.#byId = new Map(left.map((one) => [one.ticket.id, one]));
      this.#ordered = left.map((one) => one.ticket);
      this.#floor = left[MOST - 1]?.at ?? Number.NEGATIVE_INFINITY;
    }
  }

  /** Newest report first. */
  #sorted(): Kept[] {
    return [...this.#byId.values()].sort(
      (one, other) => other.at - one.at || other.ticket.id - one.ticket.id,
    );
  }
}

/** A ticket, and when it was reported in milliseconds. */
interface Kept {
  readonly ticket: Brief;
  readonly at: number;
}

function kept(ticket: Brief): Kept {
  return { ticket, at: Date.parse(ticket.reported_at) };
}
