/** What the service told of a plan last; edits on their way are not in it. */
import { computed, type Signal, signal } from '@lit-labs/signals';
import type { Schemas } from '../api/client.ts';
import { holds } from '../api/session.ts';
import type { Steps, Told } from './contract.ts';
import { coalesced } from './line.ts';
import { type Read, readAll, readPlan, readSteps } from './reading.ts';
import type { Plan, Rules } from './types.ts';
import { byId, type Counted, changed, type Grids, rulesOf } from './units.ts';
import type { Versions } from './versions.ts';

/** How often all is read again where something is heard meanwhile. */
const TRIES = 3;

export class Known {
  readonly id: number;
  readonly plan: Signal.State<Plan>;
  readonly grids: Signal.State<Grids>;
  readonly overview: Signal.State<readonly Schemas['Community'][]>;
  readonly steps: Signal.State<Steps>;
  readonly rules: Told<Rules> = computed(() => rulesOf(this.plan.get()));
  readonly version: Told<number> = computed(() => this.plan.get().version);
  readonly editable: Told<boolean> = computed(() => {
    const { state, jurisdiction } = this.plan.get();
    return state === 'draft' && holds(jurisdiction, 'planner');
  });
  readonly locked: Told<readonly number[]> = computed(() =>
    [...this.grids.get().values()].filter((grid) => grid.locked).map((grid) => grid.id),
  );
  readonly readSteps = coalesced(async () => this.steps.set(await readSteps(this.id)));

  constructor(
    read: Read,
    private readonly versions: Versions,
  ) {
    this.id = read.plan.id;
    this.plan = signal(read.plan);
    this.grids = signal(byId(read.grids));
    this.overview = signal(read.communities);
    this.steps = signal(read.steps);
  }

  /** Take grids as an answer or event tells them. */
  take(version: number, grids: readonly Counted[]): void {
    const plan = this.plan.get();
    this.plan.set({ ...plan, version: Math.max(plan.version, version) });
    this.grids.set(changed(this.grids.get(), grids));
  }

  /** Codes of the communities of some grids. */
  communitiesOf(grids: readonly Pick<Counted, 'id' | 'community'>[]): Set<string> {
    const known = this.grids.get();
    const found = grids.map((grid) => grid.community ?? known.get(grid.id)?.community);
    return new Set(found.filter((one) => one !== undefined));
  }

  /** Who submitted or approved the plan, and when.
   *
   * @throws Problem
   */
  async readPlan(): Promise<void> {
    const read = await readPlan(this.id);
    const version = Math.max(read.version, this.plan.get().version);
    this.plan.set({ ...read, version });
  }

  /** Read all again.
   *
   * @throws Problem
   */
  async readAll(tries = TRIES): Promise<void> {
    const { heard } = this.versions;
    const read = await readAll(this.id);
    if (heard !== this.versions.heard && tries > 1) {
      // What was heard meanwhile may or may not be in what was read.
      return this.readAll(tries - 1);
    }
    this.versions.restart(read.plan.version);
    this.plan.set(read.plan);
    this.grids.set(byId(read.grids));
    this.overview.set(read.communities);
    this.steps.set(read.steps);
  }
}
