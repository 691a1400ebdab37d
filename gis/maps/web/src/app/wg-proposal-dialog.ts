/** Propose plans: choose, wait with an eye on the steps, compare what came out, open one. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import close from 'lucide-static/icons/x.svg?raw';
import { api, told } from '../api/client.ts';
import { isOver, type Job, jobOf, watch } from '../api/jobs.ts';
import { FormDialog } from '../ui/form-dialog.ts';
import { icon } from '../ui/icon.ts';
import { announced, dictionary } from '../ui/words.ts';
import type { Group } from './choices.ts';
import { gridsOf, NOTHING, type Offer, offerOf } from './offer.ts';
import { allDatasets, allPlans, type Dataset, freeName } from './plans.ts';
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
  reading: ['正在读取……', 'Reading ...'],
  beginning: ['正在提交……', 'Sending ...'],
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
});

@customElement('wg-proposal-dialog')
export class WgProposalDialog extends FormDialog {
  static override styles = [
    FormDialog.styles,
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
  /** Jobs that are followed or were done; none before they began. */
  @property({ attribute: false }) numbers: readonly number[] = [];
  @state() private choice: Choice = beginning(0);
  @state() private faults: readonly Fault[] = [];
  /** Whether it is known what there is to choose from; what is typed before would be lost. */
  @state() private known = false;
  @state() private datasets: readonly Dataset[] = [];
  @state() private offer: Offer = NOTHING;
  @state() private grids: readonly Group[] = [];
  private over = false;

  protected heading(): string {
    const { jobs, over, made } = this.work();
    if (jobs.length === 0) {
      return say.title();
    }
    return over ? (made.length > 0 ? say.results(made.length) : say.ended()) : say.working();
  }

  protected override corner(): TemplateResult {
    return html`<button class="plain icon" aria-label=${say.close()} @click=${() => this.leave()}>
      ${icon(close)}
    </button>`;
  }

  protected doIt(): string {
    return say.begin(this.choice.trades.length);
  }

  protected override doing(): string {
    return say.beginning();
  }

  protected override ready(): boolean {
    return this.known;
  }

  protected body(): TemplateResult | typeof nothing {
    return this.numbers.length === 0 ? this.form() : this.outcome();
  }

  protected override actions(): TemplateResult {
    if (this.numbers.length === 0) {
      return super.actions();
    }
    const { over, made } = this.work();
    return html`${
      over && made.length === 0
        ? html`<button @click=${() => (this.numbers = [])}>${say.change()}</button>`
        : nothing
    }<button @click=${() => this.leave()}>${say.close()}</button>`;
  }

  protected override firstUpdated(): void {
    super.firstUpdated();
    if (this.numbers.length === 0) {
      void this.attempt(() => this.begin());
    }
  }

  protected override updated(changed: PropertyValues): void {
    const before = changed.get('choice') as Choice | undefined;
    if (before?.dataset && before.dataset !== this.choice.dataset) {
      void this.attempt(() => this.read(this.choice.dataset));
    }
    if (before && before.lockPlan !== this.choice.lockPlan) {
      void this.attempt(() => this.readGrids());
    }
    const { over, made } = this.work();
    if (over && !this.over && made.length > 0) {
      announced.set(say.done());
    }
    this.over = over;
  }

  /** The jobs, whether all of them are over, and the plans they made. */
  private work(): { jobs: readonly Job[]; over: boolean; made: readonly number[] } {
    const jobs = this.numbers.map(jobOf).filter((job) => job !== undefined);
    return { jobs, over: jobs.length > 0 && jobs.every(isOver), made: plansOf(jobs) };
  }

  private form(): TemplateResult | typeof nothing {
    if (!this.known) {
      return this.problem ? nothing : html`<p class="hint" role="status">${say.reading()}</p>`;
    }
    return html`<wg-proposal-form
      .choice=${this.choice}
      .faults=${this.faults}
      .datasets=${this.datasets}
      .offer=${this.offer}
      .grids=${this.grids}
      @changed=${this.changed}
    ></wg-proposal-form>`;
  }

  private outcome(): TemplateResult {
    const { jobs, over, made } = this.work();
    const open = over ? jobs.filter((job) => job.state !== 'done') : jobs;
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

  private changed(event: CustomEvent<Choice>): void {
    this.choice = event.detail;
    if (this.faults.length > 0) {
      this.faults = faultsOf(this.choice);
    }
  }

  /** Read what there is to choose from; the name suggests itself. */
  private async begin(): Promise<void> {
    const [datasets, plans] = await Promise.all([allDatasets(), allPlans()]);
    this.datasets = datasets;
    const { closeTo, communities, name } = this.defaults;
    const own = datasets.find((one) => one.id === this.town);
    this.choice = {
      ...beginning(this.town),
      name: name ?? freeName(say.name(own?.name ?? ''), plans),
      closeTo: closeTo ?? null,
      trades: closeTo === undefined ? ['balanced'] : ['steady'],
    };
    await this.read(this.town, communities);
    this.known = true;
  }

  private async read(dataset: number, wanted?: readonly string[]): Promise<void> {
    const found = await offerOf(dataset);
    if (dataset !== this.choice.dataset) {
      return;
    }
    this.offer = found;
    if (wanted) {
      const own = [...found.households.keys()];
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
    const { groups, locked } = await gridsOf(plan, this.offer.communities);
    if (plan === this.choice.lockPlan) {
      this.grids = groups;
      this.choice = { ...this.choice, locks: locked };
    }
  }

  protected async send(): Promise<void> {
    this.faults = faultsOf(this.choice);
    if (this.faults.length > 0) {
      await this.updateComplete;
      this.renderRoot.querySelector('wg-proposal-form')?.showFault();
      return;
    }
    const sent: number[] = [];
    try {
      for (const body of requests(this.choice)) {
        const job = await told(api.POST('/api/v1/plans', { body }));
        watch(job);
        sent.push(job.id);
      }
    } finally {
      // Where a later one is refused, those before are on their way.
      this.numbers = sent;
    }
  }
}

function plansOf(jobs: readonly Job[]): number[] {
  return jobs
    .filter((job) => job.state === 'done')
    .map((job) => Number(job.result?.plan))
    .filter((plan) => plan > 0);
}
