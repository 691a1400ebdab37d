/** The caller's jobs: how far they are, what came of them, why they ended. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { asProblem, type Problem } from '../api/client.ts';
import { type Job, jobs, refreshJobs } from '../api/jobs.ts';
import { me, usable } from '../api/session.ts';
import { controls } from '../ui/controls.ts';
import { dictionary, moment } from '../ui/words.ts';
import { kindName } from './names.ts';
import { begunWith } from './proposal.ts';
import { showProposals } from './propose.ts';
import { follow, format, planRoute } from './route.ts';
import './wg-job.ts';

const say = dictionary({
  title: ['任务', 'Jobs'],
  what: ['任务', 'Job'],
  progress: ['进度', 'Progress'],
  begun: ['开始时间', 'Begun'],
  result: ['结果', 'Result'],
  empty: [
    '还没有任务。导入数据、生成方案时，进度会显示在这里。',
    'No jobs yet. Imports and proposals show their progress here.',
  ],
  openPlan: ['打开方案', 'Open the plan'],
  compare: ['并排比较', 'Side by side'],
  toPlans: ['查看数据集', 'See the dataset'],
  loading: ['正在读取……', 'Reading ...'],
  again: ['重试', 'Try again'],
  unnamed: (number: number) => [`任务 ${number}`, `Job ${number}`],
});

@customElement('wg-jobs-page')
export class WgJobsPage extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        max-width: 1240px;
        margin: 0 auto;
        padding: 24px 24px 48px;
      }
      h1 {
        margin-bottom: 16px;
      }
      .list {
        border: 1px solid var(--line);
        border-radius: 8px;
        background: var(--card);
        overflow-x: auto;
      }
      table {
        table-layout: fixed;
        min-width: 720px;
      }
      td {
        vertical-align: top;
      }
      th:first-child,
      td:first-child {
        padding-inline-start: 16px;
      }
      tr:last-child td {
        border-bottom: 0;
      }
      .what strong,
      .what .hint {
        display: block;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .what {
        width: 28%;
      }
      .begun {
        width: 176px;
      }
      .result {
        width: 232px;
        padding-inline-end: 16px;
        text-align: end;
      }
      .result > * + * {
        margin-inline-start: 8px;
      }
      td.begun {
        line-height: 32px;
      }
      .error {
        display: flex;
        gap: 16px;
        align-items: center;
        justify-content: space-between;
        margin-bottom: 16px;
      }
      .empty {
        border: 1px dashed var(--line-strong);
        border-radius: 8px;
      }
    `,
  ];

  @state() private problem: Problem | null = null;
  @state() private asked = false;
  private usable = true;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  override render(): TemplateResult {
    const all = jobs.get();
    return html`<h1>${say.title()}</h1>
      ${
        this.problem
          ? html`<p class="error" role="alert">
            ${this.problem.told}<button @click=${this.load}>${say.again()}</button>
          </p>`
          : nothing
      }
      ${
        all.length > 0
          ? table(all)
          : html`<p class="empty">${this.asked ? say.empty() : say.loading()}</p>`
      }`;
  }

  protected override updated(): void {
    if (usable.get() && !this.usable && this.problem) {
      void this.load();
    }
    this.usable = usable.get();
  }

  private readonly load = async (): Promise<void> => {
    try {
      await refreshJobs();
      this.problem = null;
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.asked = true;
    }
  };
}

function table(all: readonly Job[]): TemplateResult {
  return html`<div class="list">
    <table>
      <caption class="visually-hidden">
        ${say.title()}
      </caption>
      <thead>
        <tr>
          <th class="what" scope="col">${say.what()}</th>
          <th scope="col">${say.progress()}</th>
          <th class="begun" scope="col">${say.begun()}</th>
          <th class="result" scope="col">${say.result()}</th>
        </tr>
      </thead>
      <tbody>
        ${all.map((job) => row(job, all))}
      </tbody>
    </table>
  </div>`;
}

function row(job: Job, all: readonly Job[]): TemplateResult {
  const name = job.name ?? say.unnamed(job.id);
  const others = job.created_by === me.get()?.user ? '' : ` · ${job.created_by}`;
  return html`<tr>
    <td class="what">
      <strong title=${name}>${name}</strong>
      <span class="hint">${kindName(job.kind)} #${job.id}${others}</span>
    </td>
    <td><wg-job .job=${job}></wg-job></td>
    <td class="begun figures">${moment(job.started_at ?? job.created_at)}</td>
    <td class="result">${together(job, all)}${result(job)}</td>
  </tr>`;
}

function result(job: Job): TemplateResult | typeof nothing {
  const plan = Number(job.result?.plan);
  if (job.state === 'done' && plan > 0) {
    return link(format(planRoute(plan)), say.openPlan());
  }
  return job.state === 'done' && job.kind === 'import'
    ? link(format({ page: 'plans' }), say.toPlans())
    : nothing;
}

/** Alternatives of one proposal, shown with the first of them. */
function together(job: Job, all: readonly Job[]): TemplateResult | typeof nothing {
  const numbers = begunWith(job, all);
  return numbers[0] === job.id
    ? html`<button @click=${() => showProposals(numbers)}>${say.compare()}</button>`
    : nothing;
}

function link(address: string, said: string): TemplateResult {
  return html`<a class="button" href=${address} @click=${follow}>${said}</a>`;
}
