/** The first page: what is in force, what is being worked on, and what to do next. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { asProblem, Problem } from '../api/client.ts';
import { jobs } from '../api/jobs.ts';
import { holds, me, usable } from '../api/session.ts';
import { controls } from '../ui/controls.ts';
import { dictionary } from '../ui/words.ts';
import {
  allDatasets,
  allPlans,
  type Dataset,
  filtered,
  nextStep,
  type Plan,
  sorted,
} from './plans.ts';
import { follow, format } from './route.ts';
import './wg-dataset-table.ts';
import './wg-next-step.ts';
import './wg-plan-table.ts';

const say = dictionary({
  title: ['方案', 'Plans'],
  filter: ['按名称、数据集、人员筛选', 'Filter by name, dataset, person'],
  import: ['导入数据', 'Import data'],
  published: ['现行方案', 'In force'],
  open: ['草案与待审批', 'Drafts and submitted'],
  superseded: (count: number) => [`已替代的方案（${count}）`, `Superseded plans (${count})`],
  datasets: ['数据集', 'Datasets'],
  noPublished: [
    '还没有现行方案。草案提交并批准后在这里生效。',
    'No plan is in force yet. A draft gets here once it is submitted and approved.',
  ],
  noOpen: [
    '没有草案。在方案的“⋯”菜单中新建草案，或从数据集生成一个方案。',
    'No drafts. Make one from the menu of a plan, or propose a plan from a dataset.',
  ],
  noDatasets: [
    '还没有数据。先导入社区、楼栋、道路等图层。',
    'Nothing imported yet. Begin with layers of communities, buildings, roads ...',
  ],
  noMatch: ['没有符合条件的方案。', 'No plan matches.'],
  clear: ['清除筛选', 'Clear the filter'],
  loading: ['正在读取……', 'Reading ...'],
  again: ['重试', 'Try again'],
});

@customElement('wg-plans-page')
export class WgPlansPage extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        max-width: 1240px;
        margin: 0 auto;
        padding: 24px 24px 48px;
      }
      header {
        display: flex;
        gap: 16px;
        align-items: center;
        margin-bottom: 16px;
      }
      header h1 {
        flex: 1;
      }
      header input {
        max-width: 280px;
      }
      .section {
        margin-top: 32px;
      }
      .section > h2 {
        margin-bottom: 8px;
      }
      .nothing {
        padding: 20px 16px;
        border: 1px dashed var(--line-strong);
        border-radius: 8px;
        color: var(--muted);
        text-align: center;
      }
      summary {
        width: fit-content;
        min-height: 32px;
        margin-bottom: 8px;
        padding: 4px 0;
        font-size: 16px;
        font-weight: 650;
        cursor: pointer;
      }
      .error {
        display: flex;
        gap: 16px;
        align-items: center;
        justify-content: space-between;
      }
    `,
  ];

  @state() private plans: readonly Plan[] | null = null;
  @state() private datasets: readonly Dataset[] = [];
  @state() private problem: Problem | null = null;
  @state() private text = '';
  private over = '';
  private usable = true;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  override render(): TemplateResult {
    return html`
      <header>
        <h1>${say.title()}</h1>
        <input
          type="search"
          aria-label=${say.filter()}
          placeholder=${say.filter()}
          .value=${this.text}
          @input=${(event: InputEvent) => (this.text = (event.target as HTMLInputElement).value)}
        />
        ${
          mayPlan('')
            ? html`<a class="button" href=${format({ page: 'import' })} @click=${follow}
              >${say.import()}</a
            >`
            : nothing
        }
      </header>
      ${this.content()}
    `;
  }

  protected override updated(): void {
    if (usable.get() && !this.usable && this.problem) {
      void this.load();
    }
    this.usable = usable.get();
    // Jobs that ended meanwhile brought new plans or datasets.
    const over = jobs
      .get()
      .filter((job) => job.state === 'done')
      .map((job) => job.id)
      .join();
    if (over !== this.over) {
      const first = this.over === '';
      this.over = over;
      if (!first) {
        void this.load();
      }
    }
  }

  private content(): TemplateResult {
    const { plans, datasets } = this;
    if (this.problem) {
      return html`<p class="error" role="alert">
        ${this.problem.told}<button @click=${this.load}>${say.again()}</button>
      </p>`;
    }
    if (plans === null) {
      return html`<p class="empty" role="status">${say.loading()}</p>`;
    }
    const shown = filtered(plans, this.text);
    if (this.text.trim() && shown.length === 0) {
      return html`<p class="nothing" role="status">
        ${say.noMatch()} <button @click=${() => (this.text = '')}>${say.clear()}</button>
      </p>`;
    }
    return this.sections(sorted(shown), plans, datasets);
  }

  private sections(
    shown: ReturnType<typeof sorted>,
    plans: readonly Plan[],
    datasets: readonly Dataset[],
  ): TemplateResult {
    const user = me.get()?.user ?? '';
    const can = { user, mayPlan, mayApprove: (code: string) => holds(code, 'publisher') };
    const searching = this.text.trim() !== '';
    const part = (title: string, found: readonly Plan[], otherwise: string, force = false) =>
      searching && found.length === 0
        ? nothing
        : html`<section class="section">
          <h2>${title}</h2>
          ${
            found.length === 0
              ? html`<p class="nothing">${otherwise}</p>`
              : html`<wg-plan-table
                .plans=${found}
                .all=${plans}
                caption=${title}
                ?force=${force}
              ></wg-plan-table>`
          }
        </section>`;
    return html`
      ${
        searching
          ? nothing
          : html`<wg-next-step .next=${nextStep(plans, datasets, can)}></wg-next-step>`
      }
      ${staff() ? part(say.open(), shown.open, say.noOpen()) : nothing}
      ${part(say.published(), shown.published, say.noPublished(), true)}
      ${
        shown.superseded.length === 0
          ? nothing
          : html`<details class="section" ?open=${searching}>
            <summary>${say.superseded(shown.superseded.length)}</summary>
            <wg-plan-table
              .plans=${shown.superseded}
              .all=${plans}
              caption=${say.superseded(shown.superseded.length)}
              force
            ></wg-plan-table>
          </details>`
      }
      ${searching || !staff() ? nothing : this.towns(datasets)}
    `;
  }

  private towns(datasets: readonly Dataset[]): TemplateResult {
    return html`<section class="section">
      <h2>${say.datasets()}</h2>
      ${
        datasets.length === 0
          ? html`<p class="nothing">${say.noDatasets()}</p>`
          : html`<wg-dataset-table .datasets=${datasets}></wg-dataset-table>`
      }
    </section>`;
  }

  private readonly load = async (): Promise<void> => {
    try {
      // Who may only look at what is in force sees no datasets, and who administers neither.
      const [plans, datasets] = await Promise.all([
        permitted(allPlans),
        staff() ? permitted(allDatasets) : [],
      ]);
      this.plans = plans;
      this.datasets = datasets;
      this.problem = null;
    } catch (error) {
      this.problem = asProblem(error);
    }
  };
}

async function permitted<T>(ask: () => Promise<T[]>): Promise<T[]> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Problem && error.status === 403) {
      return [];
    }
    throw error;
  }
}

function mayPlan(jurisdiction: string): boolean {
  return jurisdiction === ''
    ? (me.get()?.grants ?? []).some((one) => one.role === 'planner')
    : holds(jurisdiction, 'planner');
}

function staff(): boolean {
  const roles = ['planner', 'auditor', 'publisher'];
  return (me.get()?.grants ?? []).some((one) => roles.includes(one.role));
}
