/** Opens plans: what is known of one, kept as the service has it. */
import { computed, type Signal, signal } from '@lit-labs/signals';
import { type Remote, wrap } from 'comlink';
import { api, type Schemas, told } from '../api/client.ts';
import { holds } from '../api/session.ts';
import type { GraphService, Preview } from '../graph/protocol.ts';
import type { PlanStore, Steps, Told } from './contract.ts';
import * as reading from './reading.ts';
import type {
  Applied,
  Conflict,
  Microgrid,
  Pending,
  Plan,
  Presence,
  Rules,
  Wish,
} from './types.ts';
import { byId, changed, type Grids, recounted, rulesOf } from './units.ts';

/** @throws Problem where the plan cannot be read. */
export async function open(plan: number): Promise<PlanStore> {
  const [found, grids, communities, steps] = await Promise.all([
    reading.readPlan(plan),
    reading.readGrids(plan),
    reading.readCommunities(plan),
    reading.readSteps(plan),
  ]);
  const worker = new Worker(new URL('../graph/worker.ts', import.meta.url), { type: 'module' });
  return new OpenedPlan(found, byId(grids), communities, steps, worker);
}

class OpenedPlan implements PlanStore {
  readonly id: number;
  readonly plan: Signal.State<Plan>;
  readonly grids: Signal.State<Grids>;
  readonly steps: Signal.State<Steps>;
  readonly communities: Told<readonly Schemas['Community'][]>;
  readonly rules: Told<Rules> = computed(() => rulesOf(this.plan.get()));
  readonly version: Told<number> = computed(() => this.plan.get().version);
  readonly editable: Told<boolean> = computed(() => {
    const { state, jurisdiction } = this.plan.get();
    return state === 'draft' && holds(jurisdiction, 'planner');
  });
  readonly microgrids: Told<ReadonlyMap<number, Microgrid>> = computed(() =>
    byId([...this.parts.get().values()].flat()),
  );
  readonly loaded: Told<ReadonlySet<string>> = computed(() => new Set(this.parts.get().keys()));
  readonly revision = signal(0);
  readonly pending = signal<readonly Pending[]>([]);
  readonly conflict = signal<Conflict | null>(null);
  readonly online = signal(true);
  readonly presence = signal<readonly Presence[]>([]);
  readonly graph: Remote<GraphService>;
  /** Micro-grids of the communities that are loaded. */
  private readonly parts = signal<ReadonlyMap<string, readonly Microgrid[]>>(new Map());
  private readonly loading = new Map<string, Promise<void>>();

  constructor(
    plan: Plan,
    grids: Grids,
    communities: readonly Schemas['Community'][],
    steps: Steps,
    private readonly worker: Worker,
  ) {
    this.id = plan.id;
    this.plan = signal(plan);
    this.grids = signal(grids);
    this.steps = signal(steps);
    this.communities = computed(() => recounted(communities, this.grids.get(), this.rules.get()));
    this.graph = wrap<GraphService>(worker);
  }

  load(community: string): Promise<void> {
    const running = this.loading.get(community);
    if (running) {
      return running;
    }
    const begun = this.reload(community);
    this.loading.set(community, begun);
    begun.catch(() => this.loading.delete(community));
    return begun;
  }

  async edit(wish: Wish, preview?: Preview): Promise<Applied | null> {
    void preview;
    const header = { 'If-Match': `"${this.version.get()}"`, 'Idempotency-Key': `${Math.random()}` };
    const params = { path: { plan: this.id }, header };
    return this.take(
      await told(api.POST('/api/v1/plans/{plan}/operations', { params, body: wish })),
    );
  }

  async undo(): Promise<Applied | null> {
    const params = { path: { plan: this.id } };
    return this.take(await told(api.POST('/api/v1/plans/{plan}/undo', { params })));
  }

  async redo(): Promise<Applied | null> {
    const params = { path: { plan: this.id } };
    return this.take(await told(api.POST('/api/v1/plans/{plan}/redo', { params })));
  }

  async resolveConflict(): Promise<void> {
    this.conflict.set(null);
  }

  show(community: string): void {
    const params = { path: { plan: this.id } };
    void api.POST('/api/v1/plans/{plan}/presence', { params, body: { community } });
  }

  async refresh(): Promise<void> {
    const [plan, grids, steps] = await Promise.all([
      reading.readPlan(this.id),
      reading.readGrids(this.id),
      reading.readSteps(this.id),
    ]);
    this.plan.set(plan);
    this.grids.set(byId(grids));
    this.steps.set(steps);
    await Promise.all([...this.loaded.get()].map((community) => this.reload(community)));
  }

  close(): void {
    this.worker.terminate();
  }

  private async take(applied: Applied): Promise<Applied> {
    this.plan.set({ ...this.plan.get(), version: applied.version });
    this.grids.set(changed(this.grids.get(), applied.grids));
    const touched = new Set(applied.grids.map((grid) => grid.community ?? ''));
    this.steps.set(await reading.readSteps(this.id));
    await Promise.all(
      [...touched].filter((one) => this.loaded.get().has(one)).map((one) => this.reload(one)),
    );
    return applied;
  }

  private async reload(community: string): Promise<void> {
    const [graph, parts] = await Promise.all([
      reading.readGraph(this.id, community),
      reading.readMicrogrids(this.id, community),
    ]);
    await this.graph.load(graph);
    this.parts.set(new Map(this.parts.get()).set(community, parts));
    this.revision.set(this.revision.get() + 1);
  }
}
