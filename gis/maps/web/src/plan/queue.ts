/** Edits on their way: sent one after another, again after an interruption, never twice. */
import { type Signal, signal } from '@lit-labs/signals';
import { type Problem, Problem as Told } from '../api/client.ts';
import { type Errand, Kept, newKey } from './kept.ts';
import { type Line, passing } from './line.ts';
import { send } from './sending.ts';
import type { Applied } from './types.ts';
import type { Versions } from './versions.ts';

/** An edit that the service refused, and nobody has decided about yet. */
export interface Refused {
  readonly errand: Errand;
  readonly problem: Problem;
}

/** Told as soon as the answer is there, before the next is sent. */
interface Outcomes {
  applied(errand: Errand, applied: Applied): void;
  refused(errand: Errand, problem: Problem): void;
}

interface Waiter {
  resolve(applied: Applied | null): void;
  reject(error: unknown): void;
}

export class Queue {
  readonly pending: Signal.State<readonly Errand[]>;
  /** Refused ones to decide about: stale ones, and those that nobody waited for any more. */
  readonly refused = signal<readonly Refused[]>([]);
  outcomes: Outcomes | null = null;
  private readonly kept: Kept;
  private readonly waiters = new Map<string, Waiter>();
  private running: Promise<void> = Promise.resolve();
  private busy = false;
  private closed = false;

  constructor(
    private readonly plan: number,
    user: string,
    private readonly versions: Versions,
    private readonly line: Line,
  ) {
    this.kept = new Kept(user, plan);
    this.pending = signal(this.kept.all());
  }

  /** Whether an answer is awaited now. */
  get sending(): boolean {
    return this.busy;
  }

  /** Add an edit and send it in its turn.
   *
   * @returns what was applied; null where it is kept for later.
   * @throws Problem where it is refused.
   */
  add(given: Pick<Errand, 'kind' | 'wish' | 'basedOn' | 'shown'>): Promise<Applied | null> {
    const last = this.pending.get().at(-1)?.place ?? 0;
    const errand: Errand = {
      ...given,
      key: newKey(),
      plan: this.plan,
      state: 'sending',
      sent: false,
      place: Math.max(Date.now(), last + 1),
    };
    this.kept.put(errand);
    this.pending.set([...this.pending.get(), errand]);
    const answer = new Promise<Applied | null>((resolve, reject) => {
      this.waiters.set(errand.key, { resolve, reject });
    });
    void this.run();
    return answer;
  }

  /** Send all there is; ends when nothing is left, or the service is away. */
  run(): Promise<void> {
    if (!this.busy) {
      this.busy = true;
      this.running = this.sendAll();
    }
    return this.running;
  }

  /** Nothing more is to be decided about a refused edit. */
  settle(errand: Errand): void {
    this.refused.set(this.refused.get().filter((one) => one.errand.key !== errand.key));
  }

  close(): void {
    this.closed = true;
    this.outcomes = null;
    this.letGo();
  }

  private async sendAll(): Promise<void> {
    try {
      for (let next = this.next(); next !== undefined; next = this.next()) {
        await this.sendOne(next);
      }
    } catch (error) {
      if (!passing(error)) {
        throw error;
      }
      this.hold();
    } finally {
      this.busy = false;
    }
  }

  private next(): Errand | undefined {
    return this.closed ? undefined : this.pending.get()[0];
  }

  /** @throws Problem where the service is away. */
  private async sendOne(errand: Errand): Promise<void> {
    try {
      const applied = await send(errand, this.versions, (sent) => this.replace(sent));
      this.line.back();
      this.take(errand, applied);
    } catch (error) {
      if (passing(error)) {
        throw error;
      }
      this.giveUp(errand, error);
    }
  }

  private take(errand: Errand, applied: Applied): void {
    this.versions.own(applied.version);
    this.remove(errand);
    this.outcomes?.applied(errand, applied);
    this.waiter(errand)?.resolve(applied);
  }

  private giveUp(errand: Errand, error: unknown): void {
    this.remove(errand);
    const waiter = this.waiter(errand);
    if (error instanceof Told) {
      this.outcomes?.refused(errand, error);
      if (error.kind === 'stale' || waiter === undefined) {
        this.refused.set([...this.refused.get(), { errand, problem: error }]);
      }
    }
    waiter?.reject(error);
  }

  /** The service is away: all wait, and nobody waits for them. */
  private hold(): void {
    for (const errand of this.pending.get()) {
      this.replace({ ...errand, state: 'offline' });
    }
    this.letGo();
    this.line.lost();
  }

  private letGo(): void {
    for (const waiter of this.waiters.values()) {
      waiter.resolve(null);
    }
    this.waiters.clear();
  }

  private waiter(errand: Errand): Waiter | undefined {
    const waiter = this.waiters.get(errand.key);
    this.waiters.delete(errand.key);
    return waiter;
  }

  private replace(errand: Errand): void {
    this.kept.put(errand);
    this.pending.set(this.pending.get().map((one) => (one.key === errand.key ? errand : one)));
  }

  private remove(errand: Errand): void {
    this.kept.remove(errand);
    this.pending.set(this.pending.get().filter((one) => one.key !== errand.key));
  }
}
