/** Communities that are worked on: their graphs in the worker, and their micro-grids. */
import { computed, signal } from '@lit-labs/signals';
import type { Remote } from 'comlink';
import type { GraphService } from '../graph/protocol.ts';
import type { Told } from './contract.ts';
import type { Errand, Shown } from './kept.ts';
import { coalesced } from './line.ts';
import { readGraph, readMicrogrids } from './reading.ts';
import type { Microgrid } from './types.ts';
import { byId } from './units.ts';

/** What of a community the worker has not seen yet. */
interface Behind {
  /** The last version before the first operation that it lacks. */
  readonly since: number;
  readonly latest: number;
}

export class Loaded {
  readonly microgrids: Told<ReadonlyMap<number, Microgrid>> = computed(() =>
    byId([...this.parts.get().values()].flat()),
  );
  readonly communities: Told<ReadonlySet<string>> = computed(
    () => new Set(this.parts.get().keys()),
  );
  readonly revision = signal(0);
  private readonly parts = signal<ReadonlyMap<string, readonly Microgrid[]>>(new Map());
  private readonly readings = new Map<string, () => Promise<void>>();
  private readonly firsts = new Map<string, Promise<void>>();
  private readonly behind = new Map<string, Behind>();

  /** @param pending edits on their way, which are to be seen in what is read. */
  constructor(
    private readonly plan: number,
    private readonly graph: Remote<GraphService>,
    private readonly pending: () => readonly Errand[],
  ) {}

  /** Read a community unless it is there.
   *
   * @throws Problem
   */
  load(community: string): Promise<void> {
    const first = this.firsts.get(community) ?? this.read(community);
    this.firsts.set(community, first);
    first.catch(() => this.firsts.delete(community));
    return first;
  }

  /** Read those of some communities that are there again.
   *
   * @throws Problem
   */
  async renew(communities: Iterable<string>): Promise<void> {
    const wanted = [...new Set(communities)].filter((one) => this.firsts.has(one));
    await Promise.all(wanted.map((one) => this.read(one)));
  }

  /** Read all that are there again. */
  renewAll(): Promise<void> {
    return this.renew(this.firsts.keys());
  }

  /** Somebody else changed communities; edits are based on what was before until it is read. */
  note(communities: Iterable<string>, version: number): void {
    for (const one of communities) {
      const known = this.behind.get(one);
      const latest = Math.max(version, known?.latest ?? 0);
      this.behind.set(one, { since: Math.min(version - 1, known?.since ?? version), latest });
    }
  }

  /** The latest version of which the worker knows all in some communities. */
  seen(communities: ReadonlySet<string>, base: number): number {
    const found = [...this.behind].filter(([one]) => communities.has(one) && this.firsts.has(one));
    return Math.min(base, ...found.map(([, { since }]) => since));
  }

  /** Show an edit before it is answered. */
  async move(shown: Shown): Promise<void> {
    if (shown.target !== null) {
      await this.graph.move(shown.atoms, shown.target);
      this.tell();
    }
  }

  tell(): void {
    this.revision.set(this.revision.get() + 1);
  }

  private read(community: string): Promise<void> {
    const reading = this.readings.get(community) ?? coalesced(() => this.take(community));
    this.readings.set(community, reading);
    return reading();
  }

  private async take(community: string): Promise<void> {
    const [graph, parts] = await Promise.all([
      readGraph(this.plan, community),
      readMicrogrids(this.plan, community),
    ]);
    // In one go, before anything else can be asked of the worker.
    const told = [this.graph.load(graph), ...this.again()];
    if (graph.version >= (this.behind.get(community)?.latest ?? 0)) {
      this.behind.delete(community);
    }
    await Promise.all(told);
    this.parts.set(new Map(this.parts.get()).set(community, parts));
    this.tell();
  }

  /** Moves on their way, which the answer may not have. */
  private again(): Promise<void>[] {
    return this.pending().map(({ shown }) =>
      shown === null || shown.target === null
        ? Promise.resolve()
        : this.graph.move(shown.atoms, shown.target),
    );
  }
}
