/** Propose plans: choose, wait with an eye on the steps, compare what came out, open one. */
import { SignalWatcher } from '@lit-labs/signals';
import type { FeatureCollection } from 'geojson';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import close from 'lucide-static/icons/x.svg?raw';
import { api, Problem, told } from '../api/client.ts';
import { isOver, type Job, jobOf, watch } from '../api/jobs.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { announced, dictionary, figure } from '../ui/words.ts';
import { type Group, grouped, type Item } from './choices.ts';
import { allDatasets, allPlans, type Dataset, freeName, type Plan, sorted } from './plans.ts';
import { beginning, type Choice, type Fault, faultsOf, requests } from './proposal.ts';
import type { Defaults } from './propose.ts';
import { go, planRoute } from './route.ts';
import './wg-alternatives.ts';
import './wg-job.ts';
import './wg-proposal-form.ts';

const say = dictionary({
  title: ['生成方案', 'Propose plans'],
  begin: (count: number) => [
    count > 1 ? `生成 ${count} 个备选方案` : '生成方案',
    count > 1 ? `Propose ${count} alternatives` : 'Propose',
  ],
  beginning: ['正在提交……', 'Sending ...'],
  cancel: ['取消', 'Cancel'],
  close: ['关闭', 'Close'],
  working: ['正在生成', 'Working on it'],
  patience: [
    '可以关闭本窗口，计算会继续，进度在“任务”页；完成后方案出现在列表中。',
    'You may close this window: the work goes on, see "Jobs"; the plans appear in the list.',
  ],
  results: (count: number) => [
    count > 1 ? `比较 ${count} 个备选方案` : '方案已生成',
    count > 1 ? `${count} alternatives side by side` : 'The plan is there',
  ],
  done: ['方案已生成。', 'The proposal is done.'],
  ended: ['没有生成方案', 'No plan came out'],
  change: ['修改参数', 'Change the parameters'],
  name: (dataset: string) => [`${dataset} 方案`, `${dataset} plan`],
  grid: (name: string, locked: boolean) => [
    locked ? `${name}（已锁定）` : name,
    locked ? `${name} (locked)` : name,
  ],
});
/** As many digits of a code tell the street. */
const STREET = 9;
const COMMUNITY = 12;

@customElement('wg-proposal-dialog')
export class WgProposalDialog extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      dialog {
        width: min(1000px, calc(100vw - 32px));
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
      }
      dialog > .body {
        flex: 1;
        min-height: 0;
      }
      .jobs {
        display: grid;
        gap: 16px;
      }
      h3 {
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** Number of the dataset it begins with. */
  @property({ type: Number }) town = 0;
  @property({ attribute: false }) defaults: Defaults = {};
  @state() private choice: Choice = beginning(0);
  @state() private faults: readonly Fault[] = [];
  @state() private problem: Problem | null = null;
  @state() private busy = false;
  @state() private numbers: readonly number[] = [];
  @state() private datasets: readonly Dataset[] = [];
  @state() private plans: readonly Plan[] = [];
  @state() private communities: readonly Group[] = [];
  @state() private households: ReadonlyMap<string, number> = new Map();
  @state() private grids: readonly Group[] = [];
  private streets: ReadonlyMap<string, string> = new Map();
  private over = false;
  @query('dialog') private dialog!: HTMLDialogElement;

  override render(): TemplateResult {
    const jobs = this.numbers.map(jobOf).filter((job) => job !== undefined);
    const made = plansOf(jobs);
    const over = jobs.length > 0 && jobs.every(isOver);
    return html`<dialog
      aria-labelledby="title"
      @close=${() => this.dispatchEvent(new CustomEvent('closed'))}
    >
      <header>
        <h2 id="title">${this.heading(jobs, over, made.length)}</h2>
        <button class="plain icon" aria-label=${say.close()} @click=${() => this.dialog.close()}>
          ${icon(close)}
        </button>
      </header>
      <div class="body">
        ${this.numbers.length === 0 ? this.form() : this.outcome(jobs, over, made)}
        ${this.problem ? html`<p class="error" role="alert">${this.problem.told}</p>` : nothing}
      </div>
      <footer>${this.actions(over, made.length)}</footer>
    </dialog>`;
  }

  protected override firstUpdated(): void {
    this.dialog.showModal();
    void this.attempt(() => this.begin());
  }

  protected override updated(changed: PropertyValues): void {
    const before = changed.get('choice') as Choice | undefined;
    if (before?.dataset && before.dataset !== this.choice.dataset) {
      void this.attempt(() => this.read(this.choice.dataset));
    }
    if (before && before.lockPlan !== this.choice.lockPlan) {
      void this.attempt(() => this.readGrids());
    }
    const jobs = this.numbers.map(jobOf).filter((job) => job !== undefined);
    const over = jobs.length > 0 && jobs.every(isOver);
    if (over && !this.over && plansOf(jobs).length > 0) {
      announced.set(say.done());
    }
    this.over = over;
  }

  private heading(jobs: readonly Job[], over: boolean, made: number): string {
    if (jobs.length === 0) {
      return say.title();
    }
    return over ? (made > 0 ? say.results(made) : say.ended()) : say.working();
  }

  private form(): TemplateResult {
    return html`<wg-proposal-form
      .choice=${this.choice}
      .faults=${this.faults}
      .datasets=${this.datasets}
      .plans=${this.plans}
      .communities=${this.communities}
      .households=${this.households}
      .grids=${this.grids}
      @changed=${this.changed}
    ></wg-proposal-form>`;
  }

  private outcome(jobs: readonly Job[], over: boolean, made: readonly number[]): TemplateResult {
    const open = over ? jobs.filter((job) => job.state !== 'done') : jobs;
    const { band, closeTo, dataset } = this.choice;
    const inForce = sorted(this.plans).published.find((plan) => plan.dataset === dataset);
    return html`
      ${
        open.length > 0
          ? html`<div class="jobs">
            ${open.map(
              (job) => html`<div>
                <h3>${job.name}</h3>
                <wg-job .job=${job}></wg-job>
              </div>`,
            )}
          </div>`
          : nothing
      }
      ${
        over && made.length > 0
          ? html`<wg-alternatives
            .plans=${made}
            .band=${band}
            .reference=${closeTo ?? inForce?.id ?? null}
            @wanted=${(event: CustomEvent<number>) => {
              this.dialog.close();
              go(planRoute(event.detail));
            }}
          ></wg-alternatives>`
          : nothing
      }
      ${over ? nothing : html`<p class="hint">${say.patience()}</p>`}
    `;
  }

  private actions(over: boolean, made: number): TemplateResult {
    if (this.numbers.length === 0) {
      return html`<button @click=${() => this.dialog.close()}>${say.cancel()}</button>
        <button class="primary" ?disabled=${this.busy} @click=${this.send}>
          ${this.busy ? say.beginning() : say.begin(this.choice.trades.length)}
        </button>`;
    }
    return html`${
      over && made === 0
        ? html`<button @click=${() => (this.numbers = [])}>${say.change()}</button>`
        : nothing
    }<button @click=${() => this.dialog.close()}>${say.close()}</button>`;
  }

  private changed(event: CustomEvent<Choice>): void {
    this.choice = event.detail;
    if (this.faults.length > 0) {
      this.faults = faultsOf(this.choice);
    }
  }

  /** Read what there is to choose from; the name suggests itself. */
  private async begin(): Promise<void> {
    const [datasets, plans, tree] = await Promise.all([
      allDatasets(),
      allPlans(),
      told(api.GET('/api/v1/jurisdictions')),
    ]);
    this.datasets = datasets;
    this.streets = new Map(tree.items.map((one) => [one.code, one.name]));
    const { closeTo, communities, name } = this.defaults;
    const own = datasets.find((one) => one.id === this.town);
    this.choice = {
      ...beginning(this.town),
      name: name ?? freeName(say.name(own?.name ?? ''), plans),
      closeTo: closeTo ?? null,
      trades: closeTo === undefined ? ['balanced'] : ['steady'],
    };
    await this.read(this.town, communities);
  }

  private async read(dataset: number, wanted?: readonly string[]): Promise<void> {
    const params = { path: { dataset } };
    const [plans, { items }] = await Promise.all([
      allPlans(),
      told(api.GET('/api/v1/datasets/{dataset}/communities', { params })),
    ]);
    if (dataset !== this.choice.dataset) {
      return;
    }
    this.plans = plans.filter((plan) => plan.dataset === dataset);
    this.households = new Map(items.map((one) => [one.code, one.households]));
    const rows = items.map(({ code, name, households }) => ({
      key: code,
      name,
      note: figure(households),
    }));
    this.communities = grouped(rows, STREET, (code) => this.streets.get(code) ?? code);
    if (wanted) {
      const own = items.map((one) => one.code);
      const communities = own.filter((code) => wanted.some((one) => code.startsWith(one)));
      this.choice = { ...this.choice, communities: new Set(communities) };
    }
  }

  /** Grids of the plan to keep some of; those that are locked in it are taken. */
  private async readGrids(): Promise<void> {
    const plan = this.choice.lockPlan;
    this.grids = [];
    if (plan === null) {
      return;
    }
    const found = await gridsOf(plan);
    if (plan !== this.choice.lockPlan) {
      return;
    }
    const items: Item[] = found.map(({ code, name, locked }) => ({
      key: code,
      name: say.grid(name, locked),
      note: code.slice(COMMUNITY),
    }));
    const names = new Map(
      this.communities.flatMap((one) => one.items).map((one) => [one.key, one.name]),
    );
    this.grids = grouped(items, COMMUNITY, (code) => names.get(code) ?? code);
    const locks = new Set(found.filter((one) => one.locked).map((one) => one.code));
    this.choice = { ...this.choice, locks };
  }

  private async send(): Promise<void> {
    this.faults = faultsOf(this.choice);
    if (this.faults.length > 0) {
      return;
    }
    this.busy = true;
    const sent: number[] = [];
    await this.attempt(async () => {
      for (const body of requests(this.choice)) {
        const job = await told(api.POST('/api/v1/plans', { body }));
        watch(job);
        sent.push(job.id);
      }
    });
    // Where a later one is refused, those before are on their way.
    this.numbers = sent;
    this.busy = false;
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.problem = null;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Problem)) {
        throw error;
      }
      this.problem = error;
    }
  }
}

function plansOf(jobs: readonly Job[]): number[] {
  return jobs
    .filter((job) => job.state === 'done')
    .map((job) => Number(job.result?.plan))
    .filter((plan) => plan > 0);
}

interface GridRow {
  readonly code: string;
  readonly name: string;
  readonly locked: boolean;
}

async function gridsOf(plan: number): Promise<GridRow[]> {
  const params = { path: { plan }, query: { geometry: false, limit: 10_000 } };
  const found = await told(api.GET('/api/v1/plans/{plan}/grids', { params }));
  const { features } = found as unknown as FeatureCollection;
  return features.map(({ properties }) => properties as GridRow);
}
