/** What the command centre knows: the tickets asked for in the address, and every change of them. */
import { signal } from '@lit-labs/signals';
import { asProblem, type Problem } from '../api/client.ts';
import { ask } from '../api/plain.ts';
import type { Filters, Span } from '../app/command-route.ts';
import type { Brief } from '../tickets/types.ts';
import type { CommandInfo, CommandStore, Pulse, TicketPage } from './contract.ts';
import { type Delta, Feed } from './feed.ts';
import { Hearing } from './hearing.ts';
import { asked, matches, withMore } from './query.ts';

/** Tickets of one page of the list. */
const PAGE = 200;
/** Milliseconds within which many changes are shown at once. */
const GATHER = 250;
const MINUTE = 60_000;
/** Milliseconds until the service is asked again that did not answer at first. */
const AGAIN = 5000;

interface Question {
  readonly filters: Filters;
  readonly span: Span;
  /** Whether the caller may see tickets, not only counts. */
  readonly tickets: boolean;
}

export class Command implements CommandStore {
  readonly #info = signal<CommandInfo | null>(null);
  readonly #problem = signal<Problem | null>(null);
  readonly #tickets = signal<readonly Brief[]>([]);
  readonly #fresh = signal<readonly number[]>([]);
  readonly #matched = signal(0);
  readonly #loading = signal(false);
  readonly #pulse = signal<Pulse>('connecting');
  readonly #number = signal(0);
  readonly #revision = signal(0);
  readonly #alerts = signal(0);
  readonly #now = signal(Date.now());
  #feed = new Feed(() => false);
  #question: Question | null = null;
  /** Address of the next page. */
  #next: string | null = null;
  /** How many there were when the service was last asked. */
  #counted = 0;
  #hearing: Hearing | null = null;
  #running: AbortController | null = null;
  #gathering: ReturnType<typeof setTimeout> | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  readonly #minutes: ReturnType<typeof setInterval>;
  /** Milliseconds by which the service's clock is ahead of ours. */
  #ahead = 0;
  #closed = false;

  constructor() {
    this.#minutes = setInterval(() => this.#tick(), MINUTE);
    void this.#begin();
  }

  info = () => this.#info.get();
  problem = () => this.#problem.get();
  tickets = () => this.#tickets.get();
  loading = () => this.#loading.get();
  matched = () => this.#matched.get();
  fresh = () => this.#fresh.get();
  pulse = () => this.#pulse.get();
  number = () => this.#number.get();
  revision = () => this.#revision.get();
  alerts = () => this.#alerts.get();

  /** The time by the service's clock, to the minute. */
  now = () => this.#now.get();

  ticket(id: number): Brief | undefined {
    this.#tickets.get();
    return this.#feed.get(id);
  }

  /** Follow these tickets from now on. */
  look(question: Question): void {
    if (JSON.stringify(question) !== JSON.stringify(this.#question)) {
      this.#question = question;
      void this.reload();
    }
  }

  async reload(): Promise<void> {
    const question = this.#question;
    if (!question || this.#info.get() === null) {
      return;
    }
    this.#feed = new Feed((one) => matches(one, question.filters, question.span, this.#time()));
    this.#next = null;
    this.#fresh.set([]);
    this.#bump();
    if (question.tickets) {
      await this.#page(question);
    }
  }

  async more(): Promise<boolean> {
    const question = this.#question;
    if (question && this.#next !== null && !this.#loading.get()) {
      await this.#page(question);
    }
    return this.#next !== null;
  }

  close(): void {
    this.#closed = true;
    this.#hearing?.close();
    this.#running?.abort();
    clearInterval(this.#minutes);
    clearTimeout(this.#gathering);
    clearTimeout(this.#again);
  }

  async #begin(): Promise<void> {
    try {
      const info = await ask<CommandInfo>('get', '/api/v1/command');
      if (this.#closed) {
        return;
      }
      this.#ahead = Date.parse(info.now) - Date.now();
      this.#now.set(this.#time());
      this.#number.set(info.number);
      this.#problem.set(null);
      this.#info.set(info);
      this.#listen(info.number);
      void this.reload();
    } catch (error) {
      this.#problem.set(asProblem(error));
      this.#again = setTimeout(() => void this.#begin(), AGAIN);
    }
  }

  #listen(number: number): void {
    this.#hearing = new Hearing(number, {
      changed: (delta) => this.#changed(delta),
      lost: () => {
        this.#number.set(this.#hearing?.last ?? 0);
        void this.reload();
      },
      alerted: () => this.#alerts.set(this.#alerts.get() + 1),
      up: (is) => this.#pulse.set(is ? 'live' : 'away'),
    });
  }

  /** Read the next page; changes that come meanwhile are newer than what it says. */
  async #page(question: Question): Promise<void> {
    this.#running?.abort();
    const [running, feed] = [new AbortController(), this.#feed];
    this.#running = running;
    this.#loading.set(true);
    try {
      const query = withMore(asked(question.filters, question.span, 'grid'), { limit: PAGE });
      const address = this.#next ?? `/api/v1/tickets?${query}`;
      const found = await ask<TicketPage>('get', address, { signal: running.signal });
      if (feed === this.#feed) {
        feed.page(found.tickets, found.next === null);
        this.#next = found.next;
        this.#counted = found.matched;
        this.#problem.set(null);
        this.#show();
      }
    } catch (error) {
      if (!running.signal.aborted) {
        this.#problem.set(asProblem(error));
      }
    }
    if (this.#running === running) {
      this.#loading.set(false);
    }
  }

  #changed(delta: Delta): void {
    this.#number.set(delta.number);
    this.#feed.change(delta);
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      this.#bump();
      this.#show();
    }, GATHER);
  }

  #show(): void {
    this.#tickets.set(this.#feed.tickets);
    this.#fresh.set(this.#feed.fresh);
    this.#matched.set(this.#counted + this.#feed.net);
  }

  #bump(): void {
    this.#revision.set(this.#revision.get() + 1);
  }

  /** Once a minute: what was in time may be late now. */
  #tick(): void {
    this.#now.set(this.#time());
    this.#bump();
    if (this.#feed.sift()) {
      this.#show();
    }
  }

  #time(): number {
    return Date.now() + this.#ahead;
  }
}
