/** Whether the service answers, and when to try again where it does not. */
import { signal } from '@lit-labs/signals';
import { Problem } from '../api/client.ts';

const FIRST = 1000;
const LONGEST = 30_000;
/** Answers that say nothing about what was asked: it may do as well a little later. */
const PASSING = new Set([0, 401, 408, 429, 502, 503, 504]);

/** Whether the same request may succeed a little later. */
export function passing(error: unknown): error is Problem {
  return error instanceof Problem && PASSING.has(error.status);
}

/** Tries again after 1, 2, 4 ... 30 seconds, and as soon as the browser is online again. */
export class Line {
  readonly up = signal(true);
  private wait = FIRST;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param again does what was left undone; calls `lost` or `back` as it turns out. */
  constructor(private readonly again: () => void) {
    addEventListener('online', this.again);
  }

  lost(): void {
    this.up.set(false);
    clearTimeout(this.timer);
    this.timer = setTimeout(this.again, this.wait);
    this.wait = Math.min(LONGEST, 2 * this.wait);
  }

  back(): void {
    clearTimeout(this.timer);
    this.wait = FIRST;
    this.up.set(true);
  }

  close(): void {
    clearTimeout(this.timer);
    removeEventListener('online', this.again);
  }
}

/** A reading that never runs twice at once: asked meanwhile, it runs once more afterwards, so that
 * whoever asked gets what is true after they asked. */
export function coalesced(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const begin = () => {
    next = null;
    const begun: Promise<void> = run().finally(() => {
      running = running === begun ? null : running;
    });
    running = begun;
    return begun;
  };
  return () => {
    if (running === null) {
      return begin();
    }
    next ??= running.then(begin, begin);
    return next;
  };
}
