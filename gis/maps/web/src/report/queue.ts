/** Reports of this phone: kept until the service has them, sent one after the other, none lost and
 * none counted twice. */
import { computed, signal } from '@lit-labs/signals';
import { Problem, Unreachable } from '../api/client.ts';
import type { Kept, Report, Taken } from './contract.ts';

/** Where reports outlive the page. */
export interface Shelf {
  all(): Promise<Kept[]>;
  put(one: Kept): Promise<void>;
  remove(external: string): Promise<void>;
}

type Send = (report: Report) => Promise<Taken>;

const SOONEST_MS = 2000;
const LATEST_MS = 120_000;
/** Answers that say "not now" rather than "not this". */
const LATER = new Set([0, 401, 408, 425, 429]);

export class ReportQueue {
  private readonly kept = signal<readonly Kept[]>([]);
  private readonly going = signal<string | null>(null);
  private running: Promise<void> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Reports of this phone, newest first. */
  readonly reports = computed(() =>
    [...this.kept.get()].sort((a, b) => (a.made < b.made ? 1 : -1)),
  );
  readonly waiting = computed(() => this.kept.get().filter((one) => one.state === 'waiting'));
  /** The one that is being sent. */
  readonly sending = computed(() => this.going.get());

  constructor(
    private readonly shelf: Shelf,
    private readonly send: Send,
  ) {}

  /** Find what an earlier page left, and go on with it. */
  async open(): Promise<void> {
    const known = new Set(this.kept.get().map((one) => one.external));
    const found = (await this.shelf.all()).filter((one) => !known.has(one.external));
    this.kept.set([...this.kept.get(), ...found]);
    await this.flush();
  }

  /** Take a report; it is safe once this resolves, and is sent as soon as that is possible.
   *
   * @throws Error where the phone keeps nothing: the form is then still to be sent.
   */
  async add(report: Report): Promise<void> {
    await this.keep({
      ...report,
      state: 'waiting',
      tries: 0,
      reason: null,
      receipt: null,
      grid: null,
      placed: false,
    });
  }

  /** Send what waits, oldest first; returns when nothing more can be sent now. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.running ??= this.run().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** Try a refused one again. */
  async retry(external: string): Promise<void> {
    const one = this.find(external);
    if (one?.state === 'refused') {
      await this.keep({ ...one, state: 'waiting', reason: null });
    }
    await this.flush();
  }

  /** Forget a report of this phone; one that was sent stays with the service. */
  async forget(external: string): Promise<void> {
    await this.shelf.remove(external);
    this.kept.set(this.kept.get().filter((one) => one.external !== external));
  }

  find(external: string): Kept | undefined {
    return this.kept.get().find((one) => one.external === external);
  }

  private async run(): Promise<void> {
    for (;;) {
      const next = this.waiting.get().toSorted((a, b) => (a.made < b.made ? -1 : 1))[0];
      if (!next) {
        return;
      }
      this.going.set(next.external);
      try {
        const { receipt, grid_name, position } = await this.send(next);
        const placed = position === 'good';
        // The photo has arrived: what stays here is small.
        await this.keep({ ...next, state: 'sent', receipt, grid: grid_name, placed, photo: null });
      } catch (error) {
        if (!(await this.failed(next, error))) {
          return;
        }
      } finally {
        this.going.set(null);
      }
    }
  }

  /** Note a failure; whether the next one may be tried at once. */
  private async failed(one: Kept, error: unknown): Promise<boolean> {
    const problem = error instanceof Problem ? error : null;
    if (problem && !LATER.has(problem.status) && problem.status < 500) {
      await this.keep({ ...one, state: 'refused', reason: problem.words });
      return true;
    }
    const tries = one.tries + 1;
    await this.keep({ ...one, tries });
    const wait = Math.max(delay(tries), (problem?.wait ?? 0) * 1000);
    this.timer = setTimeout(() => void this.flush(), wait);
    if (!problem && !(error instanceof Unreachable)) {
      throw error;
    }
    return false;
  }

  private async keep(one: Kept): Promise<void> {
    await this.shelf.put(one);
    const others = this.kept.get().filter((other) => other.external !== one.external);
    this.kept.set([...others, one]);
  }
}

/** Milliseconds until the next try: twice as long each time. */
export function delay(tries: number): number {
  return Math.min(LATEST_MS, SOONEST_MS * 2 ** Math.max(0, tries - 1));
}
