/** The opened plan: one place for each thing that is known of it. */
import { computed, signal } from '@lit-labs/signals';
import type { Remote } from 'comlink';
import { Problem, type Schemas } from '../api/client.ts';
import { holds } from '../api/session.ts';
import type { GraphService, Preview } from '../graph/protocol.ts';
import type { PlanStore, Steps, Told } from './contract.ts';
import type { Errand } from './kept.ts';
import { Known } from './known.ts';
import { coalesced, type Line, passing } from './line.ts';
import { type HeardOperation, Live } from './live.ts';
import { Loaded } from './loaded.ts';
import type { Queue, Refused } from './queue.ts';
import type { Read } from './reading.ts';
import type { Applied, Conflict, Plan, Presence, Rules, Wish } from './types.ts';
import { type Counted, foreseen, type Grids, recounted } from './units.ts';
import type { Versions } from './versions.ts';

/** The worker, or what stands in for it. */
export interface Hired {
  readonly graph: Remote<GraphService>;
  dismiss(): void;
}

export interface Parts {
  readonly user: string;
  readonly versions: Versions;
  readonly line: Line;
  readonly queue: Queue;
  readonly hired: Hired;
}

export class OpenedPlan implements PlanStore {
  readonly id: number;
  readonly plan: Told<Plan>;
  readonly rules: Told<Rules>;
  readonly version: Told<number>;
  readonly editable: Told<boolean>;
  readonly steps: Told<Steps>;
  readonly graph: Remote<GraphService>;
  readonly grids: Told<Grids> = computed(() =>
    foreseen(
      this.known.grids.get(),
      this.pending.get().flatMap((one) => one.shown?.changes ?? []),
    ),
  );
  readonly communities: Told<readonly Schemas['Community'][]> = computed(() => {
    const overview = this.known.overview.get();
    // Others do not see the counts of all grids.
    return this.live ? recounted(overview, this.grids.get(), this.rules.get()) : overview;
  });
  readonly conflict: Told<Conflict | null> = computed(() => {
    const first = this.parts.queue.refused.get()[0];
    return first === undefined ? null : this.conflictOf(first);
  });
  readonly online: Told<boolean> = computed(
    () => this.parts.line.up.get() && (this.live?.up.get() ?? true),
  );
  readonly pending: Told<readonly Errand[]>;
  readonly presence: Told<readonly Presence[]>;
  readonly microgrids: Loaded['microgrids'];
  readonly loaded: Loaded['communities'];
  readonly revision: Loaded['revision'];
  private readonly known: Known;
  private readonly ground: Loaded;
  /** Null for those who may not see what others do. */
  private readonly live: Live | null;
  /** Operations heard while an own one is on its way: they may be that one. */
  private readonly unsorted: HeardOperation[] = [];
  /** Whether something could not be read, so that all is to be read once the service is back. */
  private missed = false;
  private readonly told = new WeakMap<Refused, Conflict>();
  private readonly readAgain = coalesced(() => this.readAll());

  constructor(
    read: Read,
    private readonly parts: Parts,
  ) {
    const { queue, hired, user, versions } = parts;
    this.known = new Known(read, versions);
    this.id = this.known.id;
    this.plan = this.known.plan;
    this.rules = this.known.rules;
    this.version = this.known.version;
    this.editable = this.known.editable;
    this.steps = this.known.steps;
    this.graph = hired.graph;
    this.pending = queue.pending;
    this.ground = new Loaded(this.id, hired.graph, () => queue.pending.get());
    this.microgrids = this.ground.microgrids;
    this.loaded = this.ground.communities;
    this.revision = this.ground.revision;
    queue.outcomes = {
      applied: (_, applied) => this.applied(applied),
      refused: (errand, problem) => this.refused(errand, problem),
    };
    const staff = holds(read.plan.jurisdiction, 'planner', 'auditor', 'publisher');
    this.live = staff ? new Live(this.id, user, read.plan.version, this) : null;
    this.presence = this.live?.presence ?? signal([]);
    this.lock();
  }

  load(community: string): Promise<void> {
    return this.ground.load(community);
  }

  edit(wish: Wish, preview?: Preview): Promise<Applied | null> {
    const shown = preview && preview.refused === null ? preview : null;
    return this.send('edit', wish, this.basis(shown), shown);
  }

  undo(): Promise<Applied | null> {
    return this.send('undo', null, this.parts.versions.base, null);
  }

  redo(): Promise<Applied | null> {
    return this.send('redo', null, this.parts.versions.base, null);
  }

  async resolveConflict(how: 'drop' | 'again'): Promise<void> {
    const refused = this.parts.queue.refused.get()[0];
    if (refused === undefined) {
      return;
    }
    const { errand, problem } = refused;
    this.parts.queue.settle(errand);
    if (how === 'again') {
      // The planner has seen the grids as the refusal told them.
      const basedOn = Math.max(this.parts.versions.base, Number(problem.body.version ?? 0));
      await this.send(errand.kind, errand.wish, basedOn, await this.previewed(errand));
    }
  }

  show(community: string): void {
    if (this.editable.get()) {
      this.live?.show(community);
    }
  }

  refresh(): Promise<void> {
    return this.readAgain();
  }

  close(): void {
    const { queue, line, hired } = this.parts;
    queue.close();
    line.close();
    this.live?.close();
    hired.dismiss();
  }

  /** The service may be back: send what waits, and read what was missed. */
  async recover(): Promise<void> {
    await this.parts.queue.run();
    if (this.parts.queue.pending.get().length > 0) {
      return;
    }
    await this.behindTheScenes(async () => {
      if (this.missed) {
        await this.readAgain();
      } else {
        await this.known.readPlan();
      }
      this.parts.line.back();
    });
  }

  // ---------------------------------------------------------------- what others do

  operation(heard: HeardOperation): void {
    this.unsorted.push(heard);
    this.sort();
  }

  state({ state }: { readonly state: string }): void {
    const plan = this.plan.get();
    if (state !== plan.state) {
      this.known.plan.set({ ...plan, state: state as Plan['state'] });
      void this.behindTheScenes(() => this.known.readPlan());
    }
  }

  reset(): void {
    void this.behindTheScenes(() => this.readAgain());
  }

  /** Take what was heard; what may be an own edit on its way waits for its answer. */
  private sort(): void {
    const { versions, queue, user } = this.parts;
    for (let next = this.unsorted[0]; next !== undefined; next = this.unsorted[0]) {
      if (!versions.isOwn(next.version)) {
        if (queue.sending && next.actor === user) {
          return;
        }
        this.others(next);
      }
      this.unsorted.shift();
    }
  }

  private others({ version, grids, actor }: HeardOperation): void {
    const communities = this.known.communitiesOf(grids);
    this.parts.versions.hear(version);
    this.ground.note(communities, version);
    this.take(version, grids);
    void this.behindTheScenes(() => this.ground.renew(communities));
    if (actor === this.parts.user) {
      void this.behindTheScenes(() => this.known.readSteps());
    }
  }

  // ---------------------------------------------------------------- own edits

  private send(
    kind: Errand['kind'],
    wish: Wish | null,
    basedOn: number,
    preview: Preview | null,
  ): Promise<Applied | null> {
    const shown = preview && {
      atoms: preview.atoms,
      target: preview.target,
      changes: preview.changes,
    };
    const answer = this.parts.queue.add({ kind, wish, basedOn, shown });
    if (shown !== null) {
      void this.ground.move(shown);
    }
    return answer;
  }

  /** The version that an edit is based on: the last of which all is shown where it takes place. */
  private basis(preview: Preview | null): number {
    const touched = (preview?.changes ?? []).map(({ grid }) => ({ id: grid ?? 0 }));
    const communities = preview === null ? this.loaded.get() : this.known.communitiesOf(touched);
    return this.ground.seen(communities, this.parts.versions.base);
  }

  /** An edit counted anew; null where it would be refused, which the service will say better. */
  private async previewed({ wish }: Errand): Promise<Preview | null> {
    if (wish?.type !== 'move') {
      return null;
    }
    const preview = await this.graph.preview(wish.atoms, wish.grid);
    return preview.refused === null ? preview : null;
  }

  private applied({ version, grids }: Applied): void {
    const communities = this.known.communitiesOf(grids);
    this.take(version, grids);
    this.sort();
    void this.behindTheScenes(() =>
      Promise.all([this.ground.renew(communities), this.known.readSteps()]),
    );
  }

  private refused(errand: Errand, problem: Problem): void {
    const now = (problem.body.changed ?? []) as readonly Counted[];
    const shown = (errand.shown?.changes ?? []).map(({ grid }) => ({ id: grid ?? 0 }));
    const communities = this.known.communitiesOf([...now, ...shown]);
    this.take(Number(problem.body.version ?? 0), now);
    this.sort();
    void this.behindTheScenes(() => this.ground.renew(communities));
  }

  /** One and the same for one refusal, whatever changes later. */
  private conflictOf(refused: Refused): Conflict {
    const { errand, problem } = refused;
    const known = this.told.get(refused);
    if (known) {
      return known;
    }
    const grids = this.known.grids.get();
    const now = (problem.body.changed ?? []) as readonly Counted[];
    const changed = now.map(({ id }) => grids.get(id)).filter((one) => one !== undefined);
    const conflict = { pending: errand, problem, changed };
    this.told.set(refused, conflict);
    return conflict;
  }

  // ---------------------------------------------------------------- what is known

  private take(version: number, grids: readonly Counted[]): void {
    this.known.take(version, grids);
    this.lock();
  }

  private lock(): void {
    void this.graph.setLocked(this.known.locked.get());
  }

  private async readAll(): Promise<void> {
    await this.known.readAll();
    this.lock();
    await this.ground.renewAll();
    this.missed = false;
  }

  /** Read something that nobody waits for; where the service is away all is read later. */
  private async behindTheScenes(read: () => Promise<unknown>): Promise<void> {
    try {
      await read();
    } catch (error) {
      if (!passing(error) && !(error instanceof Problem && error.status >= 500)) {
        throw error;
      }
      this.missed = true;
      this.parts.line.lost();
    }
  }
}
