/** Proposed plans side by side: a picture, figures, terms of the cost, and which to open. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import check from 'lucide-static/icons/check.svg?raw';
import { asProblem, type Problem } from '../api/client.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, figure } from '../ui/words.ts';
import {
  bandOf,
  best,
  COST_TERMS,
  type CostTerm,
  costOf,
  type Figures,
  figuresOf,
} from './figures.ts';
import { reasonName } from './names.ts';
import './wg-thumbnail.ts';

const say = dictionary({
  figure: ['指标', 'Figure'],
  grids: ['基础网格 / 专属网格', 'Base / dedicated grids'],
  inBand: ['在区间内', 'In band'],
  out: ['区间外的原因', 'Why out of band'],
  range: ['户数范围', 'Households'],
  spread: ['户数差异（变异系数）', 'Spread of households (CV)'],
  barriers: ['边界落在道路河流上', 'Borders on barriers'],
  compact: ['紧凑度（0–1）', 'Compactness (0-1)'],
  torn: ['被拆分的小区', 'Divided compounds'],
  moved: ['变更网格的户数', 'Households moved'],
  cost: ['综合代价（越小越好）', 'Cost, all terms (less is better)'],
  band: ['其中 超出区间', 'of it: out of band'],
  balance: ['其中 偏离目标', 'of it: off the target'],
  border: ['其中 边界位置', 'of it: borders off barriers'],
  shape: ['其中 形状', 'of it: shape'],
  best: ['最优', 'best'],
  open: ['打开这个方案', 'Open this one'],
  stay: [
    '没有打开的方案也保留为草案，在方案列表里随时可以打开。',
    'Those you do not open stay as drafts in the list of plans.',
  ],
  none: ['–', '–'],
  reading: ['正在读取结果……', 'Reading the results ...'],
  legend: [
    '图中：蓝色户数偏少，橙色偏多，灰色为专属网格。',
    'In the pictures: blue has too few households, orange too many, grey is dedicated.',
  ],
});

interface Row {
  readonly said: keyof typeof say;
  readonly value: (of: Figures) => number | null;
  readonly text: (value: number, of: Figures) => string;
  readonly wanted: 'most' | 'least' | null;
  readonly part?: boolean;
}

@customElement('wg-alternatives')
export class WgAlternatives extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      .scroll {
        overflow-x: auto;
      }
      table {
        table-layout: fixed;
        min-width: 560px;
      }
      thead th {
        padding: 8px 12px;
        color: var(--ink);
        font-size: var(--text);
        text-align: center;
        vertical-align: bottom;
        white-space: normal;
        overflow-wrap: anywhere;
      }
      thead td {
        width: 196px;
        border-bottom: 1px solid var(--line-strong);
        vertical-align: bottom;
      }
      thead wg-thumbnail {
        margin-bottom: 8px;
      }
      tbody th {
        border-bottom: 1px solid var(--line);
        color: var(--ink);
        font-size: var(--text);
        font-weight: 400;
        white-space: normal;
      }
      tbody th.part {
        padding-inline-start: 24px;
        color: var(--muted);
      }
      tbody td {
        text-align: center;
        font-variant-numeric: tabular-nums;
      }
      td.part {
        color: var(--muted);
      }
      td.best {
        color: var(--good);
        font-weight: 650;
      }
      td.best span {
        display: inline-flex;
        gap: 4px;
        align-items: center;
      }
      .name {
        display: block;
        margin-bottom: 8px;
      }
      thead button {
        margin-bottom: 4px;
      }
    `,
  ];

  /** Numbers of the plans. */
  @property({ attribute: false }) plans: readonly number[] = [];
  @state() private figures: readonly Figures[] | null = null;
  @state() private problem: Problem | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  override render(): TemplateResult {
    if (this.problem) {
      return html`<p class="error" role="alert">${this.problem.told}</p>`;
    }
    const { figures } = this;
    if (figures === null) {
      return html`<p class="hint" role="status">${say.reading()}</p>`;
    }
    const rows = ROWS.filter((row) => figures.some((one) => row.value(one) !== null));
    return html`<div class="scroll"><table>
        <thead>
          <tr>
            <td><span class="visually-hidden">${say.figure()}</span></td>
            ${figures.map(
              ({ plan }) => html`<th scope="col">
                <wg-thumbnail
                  .plan=${plan.id}
                  .grids=${plan.grids}
                  .band=${bandOf(plan)}
                ></wg-thumbnail>
                <span class="name">${plan.name}</span>
                <button class="primary" @click=${() => this.tell(plan.id)}>${say.open()}</button>
              </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => line(row, figures))} ${reasons(figures)}
        </tbody>
      </table></div>
      <p class="hint">${say.legend()}${figures.length > 1 ? html` ${say.stay()}` : nothing}</p>`;
  }

  private tell(plan: number): void {
    this.dispatchEvent(new CustomEvent('wanted', { detail: plan }));
  }

  private async load(): Promise<void> {
    try {
      this.figures = await figuresOf(this.plans);
    } catch (error) {
      this.problem = asProblem(error);
    }
  }
}

const percent = (value: number): string => `${figure(value * 100, 1)}%`;
const part = (term: CostTerm): Row => ({
  said: term,
  value: (of) => of.cost[term] ?? null,
  text: (value) => figure(value, 1),
  wanted: null,
  part: true,
});
/** `said` is the key of the words: they follow the language. */
const ROWS: readonly Row[] = [
  {
    said: 'grids',
    value: (of) => of.grids,
    text: (value, of) => `${figure(value)} / ${figure(of.dedicated)}`,
    wanted: null,
  },
  {
    said: 'inBand',
    value: (of) => of.inBand / Math.max(of.grids, 1),
    text: (_, of) => `${figure(of.inBand)} / ${figure(of.grids)}`,
    wanted: 'most',
  },
  {
    said: 'range',
    value: (of) => of.least,
    text: (value, of) => `${figure(value)}–${figure(of.most ?? value)}`,
    wanted: null,
  },
  { said: 'spread', value: (of) => of.spread, text: percent, wanted: 'least' },
  { said: 'barriers', value: (of) => of.onBarriers, text: percent, wanted: 'most' },
  {
    said: 'compact',
    value: (of) => of.compactness,
    text: (value) => figure(value, 3),
    wanted: 'most',
  },
  { said: 'torn', value: (of) => of.torn, text: (value) => figure(value), wanted: 'least' },
  { said: 'moved', value: (of) => of.moved, text: (value) => figure(value), wanted: 'least' },
  {
    said: 'cost',
    value: costOf,
    text: (value) => figure(value, 1),
    wanted: 'least',
  },
  ...COST_TERMS.map(part),
];

function line(row: Row, figures: readonly Figures[]): TemplateResult {
  const values = figures.map(row.value);
  const won = row.wanted === null ? null : best(values, row.wanted);
  const kind = row.part ? 'part' : '';
  return html`<tr>
    <th scope="row" class=${kind}>${say[row.said]()}</th>
    ${figures.map((of, at) => {
      const value = values[at] ?? null;
      const text = value === null ? say.none() : row.text(value, of);
      return value !== null && value === won
        ? html`<td class="best"><span title=${say.best()}>${icon(check, 14)}${text}</span></td>`
        : html`<td class=${kind}>${text}</td>`;
    })}
  </tr>`;
}

/** Why grids lie out of the band, where some do. */
function reasons(figures: readonly Figures[]): TemplateResult | typeof nothing {
  if (figures.every((of) => Object.keys(of.outOfBand).length === 0)) {
    return nothing;
  }
  return html`<tr>
    <th scope="row">${say.out()}</th>
    ${figures.map(
      (of) => html`<td>
        ${Object.entries(of.outOfBand).map(
          ([reason, count]) => html`<div>${reasonName(reason)} ${count}</div>`,
        )}
      </td>`,
    )}
  </tr>`;
}
