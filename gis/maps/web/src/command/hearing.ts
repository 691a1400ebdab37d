/** Hears of changes of tickets as they happen, without a gap, whatever the network does. */
import type { Delta } from './feed.ts';

interface Listener {
  /** Changes that follow on those before. */
  changed(delta: Delta): void;
  /** Something was missed: all is to be read anew. */
  lost(): void;
  alerted(): void;
  /** Whether events come now. */
  up(is: boolean): void;
}

/** Milliseconds to the first try after the stream broke, doubled with each up to the longest. */
const FIRST = 1000;
const LONGEST = 30_000;

/** When to try again: anywhere in the second half of the wait, so that not all who were thrown out
 * together come back together. */
export function patience(tries: number, chance: number): number {
  return Math.min(LONGEST, FIRST * 2 ** tries) * (0.5 + chance / 2);
}

export class Hearing {
  #source: EventSource | null = null;
  #reopening: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;

  /** @param number the last change that is known. */
  constructor(
    private number: number,
    private readonly listener: Listener,
  ) {
    addEventListener('offline', this.#gone);
    addEventListener('online', this.#back);
    this.#open();
  }

  /** Number of the last change that was heard. */
  get last(): number {
    return this.number;
  }

  close(): void {
    removeEventListener('offline', this.#gone);
    removeEventListener('online', this.#back);
    this.#source?.close();
    clearTimeout(this.#reopening);
  }

  #open(): void {
    const source = new EventSource(`/api/v1/events?tickets=1&after=${this.number}`);
    this.#source = source;
    source.onerror = () => this.#broken(source);
    const on = <T>(kind: string, take: (data: T) => void) =>
      source.addEventListener(kind, (event) =>
        take(JSON.parse((event as MessageEvent<string>).data) as T),
      );
    on<{ number: number }>('state', () => this.#arrived());
    on<Delta>('tickets', (delta) => this.#tickets(delta));
    on('alert', () => this.listener.alerted());
    on<{ number: number }>('reset', ({ number }) => {
      this.number = number;
      this.#arrived();
      this.listener.lost();
    });
  }

  #arrived(): void {
    this.#tries = 0;
    this.listener.up(true);
  }

  /** A stream through a network that is gone says nothing, not even that it is over. */
  readonly #gone = (): void => {
    if (this.#source) {
      this.#broken(this.#source);
    }
  };

  readonly #back = (): void => {
    this.#tries = 0;
    if (this.#source?.readyState === EventSource.CLOSED) {
      clearTimeout(this.#reopening);
      this.#open();
    }
  };

  /** The browser's own reconnecting is all at once; ours is spread. */
  #broken(source: EventSource): void {
    source.close();
    this.listener.up(false);
    clearTimeout(this.#reopening);
    this.#reopening = setTimeout(() => this.#open(), patience(this.#tries++, Math.random()));
  }

  #tickets(delta: Delta): void {
    if (delta.number <= this.number) {
      // Told twice, as after an interruption.
      return;
    }
    const follows = delta.after === this.number;
    this.number = delta.number;
    if (follows) {
      this.listener.changed(delta);
    } else {
      this.listener.lost();
    }
  }
}
