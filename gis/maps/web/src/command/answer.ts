/** The service's answer to a question that changes with the address, and whose answer changes with
 * the tickets: asked anew at once for the one, with patience for the other. */
import { signal } from '@lit-labs/signals';
import { asProblem, type Problem } from '../api/client.ts';
import { ask } from '../api/plain.ts';

/** Milliseconds between two askings of the same. */
const LEAST = 5000;
const MOST = 60_000;
/** What takes long is asked more seldom: this many times as long as it took. */
const REST = 20;
/** Milliseconds by which many viewers are spread. */
const SPREAD = 1500;

export class Answer<T> {
  readonly #value = signal<T | null>(null);
  readonly #of = signal<string | null>(null);
  readonly #problem = signal<Problem | null>(null);
  readonly #loading = signal(false);
  #wanted: string | null = null;
  #revision = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | null = null;
  #rested = 0;

  constructor(private readonly path: string) {}

  /** The last answer; null before the first. */
  get value(): T | null {
    return this.#value.get();
  }

  /** The question it answers, which may be one before that which is asked now. */
  get of(): string | null {
    return this.#of.get();
  }

  get problem(): Problem | null {
    return this.#problem.get();
  }

  get loading(): boolean {
    return this.#loading.get();
  }

  /** Ask this; nothing where it was asked already and nothing has changed since.
   *
   * @param query null: nothing is wanted.
   * @param revision goes up when the answer may have changed.
   */
  want(query: URLSearchParams | null, revision: number): void {
    const wanted = query === null ? null : query.toString();
    if (wanted !== this.#wanted) {
      this.#wanted = wanted;
      this.#revision = revision;
      this.#stop();
      if (wanted !== null) {
        void this.#load(wanted);
      }
    } else if (wanted !== null && revision !== this.#revision) {
      this.#revision = revision;
      this.#later();
    }
  }

  /** Ask the same again now. */
  again(): void {
    if (this.#wanted !== null) {
      this.#stop();
      void this.#load(this.#wanted);
    }
  }

  /** Forget all. */
  end(): void {
    this.#wanted = null;
    this.#stop();
    this.#value.set(null);
    this.#of.set(null);
    this.#problem.set(null);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running?.abort();
    this.#running = null;
    this.#loading.set(false);
  }

  #later(): void {
    if (this.#timer !== undefined || this.#running !== null) {
      return;
    }
    const wait = Math.max(0, this.#rested - performance.now()) + Math.random() * SPREAD;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#wanted !== null && document.visibilityState === 'visible') {
        void this.#load(this.#wanted);
      }
    }, wait);
  }

  async #load(wanted: string): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    this.#loading.set(true);
    const [began, revision] = [performance.now(), this.#revision];
    try {
      const found = await ask<T>('get', `${this.path}?${wanted}`, { signal: running.signal });
      this.#value.set(found);
      this.#of.set(wanted);
      this.#problem.set(null);
    } catch (error) {
      if (!running.signal.aborted) {
        this.#problem.set(asProblem(error));
      }
    }
    if (this.#running === running) {
      this.#running = null;
      this.#loading.set(false);
      const took = performance.now() - began;
      this.#rested = performance.now() + Math.min(MOST, Math.max(LEAST, took * REST));
      if (revision !== this.#revision) {
        this.#later();
      }
    }
  }
}
