/** What others do on the plan, as it happens. */
import { signal } from '@lit-labs/signals';
import { api } from '../api/client.ts';
import type { Presence } from './types.ts';
import type { Counted } from './units.ts';

export interface HeardOperation {
  readonly version: number;
  readonly kind: string;
  readonly actor: string;
  readonly grids: readonly Counted[];
}

interface Listener {
  operation(heard: HeardOperation): void;
  state(heard: { readonly version: number; readonly state: string }): void;
  /** What is known may be of another history: all is to be read again. */
  reset(): void;
}

/** How long somebody is shown after they last told where they work. */
const SHOWN = 60_000;
const SWEEP = 10_000;
/** The least time between two tellings of where one works oneself. */
const TELL = 20_000;
const REOPEN = 5000;

export class Live {
  /** Whether events come. */
  readonly up = signal(true);
  readonly presence = signal<readonly Presence[]>([]);
  private source: EventSource | null = null;
  private reopening: ReturnType<typeof setTimeout> | undefined;
  private readonly sweeping: ReturnType<typeof setInterval>;
  private telling: ReturnType<typeof setTimeout> | undefined;
  private told = Number.NEGATIVE_INFINITY;
  private place = '';

  /** @param heard the version from which on operations are wanted. */
  constructor(
    private readonly plan: number,
    private readonly user: string,
    private heard: number,
    private readonly listener: Listener,
  ) {
    this.sweeping = setInterval(() => this.forget(), SWEEP);
    this.open();
  }

  /** Say where one works; others see it for a minute. */
  show(community: string): void {
    this.place = community;
    if (this.telling === undefined) {
      const wait = Math.max(0, this.told + TELL - Date.now());
      this.telling = setTimeout(() => void this.tell(), wait);
    }
  }

  close(): void {
    this.source?.close();
    clearTimeout(this.reopening);
    clearTimeout(this.telling);
    clearInterval(this.sweeping);
  }

  private open(): void {
    const source = new EventSource(`/api/v1/events?plan=${this.plan}&after=${this.heard}`);
    this.source = source;
    source.onopen = () => this.up.set(true);
    source.onerror = () => {
      this.up.set(false);
      // Browsers come back by themselves, but not after an answer that was an error.
      if (source.readyState === EventSource.CLOSED) {
        this.reopening = setTimeout(() => this.open(), REOPEN);
      }
    };
    const on = <T>(kind: string, take: (data: T) => void) =>
      source.addEventListener(kind, (event) =>
        take(JSON.parse((event as MessageEvent<string>).data) as T),
      );
    on<HeardOperation>('operation', (heard) => this.operation(heard));
    on<{ version: number; state: string }>('state', (heard) => this.listener.state(heard));
    on<{ actor: string; community: string }>('presence', (heard) => this.see(heard));
    on<{ version: number }>('reset', ({ version }) => {
      this.heard = version;
      this.listener.reset();
    });
  }

  private operation(heard: HeardOperation): void {
    const gap = heard.version > this.heard + 1;
    this.heard = Math.max(this.heard, heard.version);
    this.listener.operation(heard);
    if (gap) {
      this.listener.reset();
    }
  }

  private see({ actor, community }: { actor: string; community: string }): void {
    if (actor !== this.user) {
      const others = this.presence.get().filter((one) => one.actor !== actor);
      this.presence.set([...others, { actor, community, seen: Date.now() }]);
    }
  }

  private forget(): void {
    const now = Date.now();
    const left = this.presence.get().filter((one) => now - one.seen < SHOWN);
    if (left.length < this.presence.get().length) {
      this.presence.set(left);
    }
  }

  private async tell(): Promise<void> {
    this.telling = undefined;
    this.told = Date.now();
    const params = { path: { plan: this.plan } };
    try {
      await api.POST('/api/v1/plans/{plan}/presence', { params, body: { community: this.place } });
    } catch {
      // The service is away: others hear of it with the next move.
    }
  }
}
