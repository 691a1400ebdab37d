/** The chosen grid: its figures, and the way to its report. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import report from 'lucide-static/icons/file-chart-column.svg?raw';
import close from 'lucide-static/icons/x.svg?raw';
import { follow, format, goCommand } from '../app/route.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, figure } from '../ui/words.ts';
import type { GridRate } from './contract.ts';
import { digits } from './legend.ts';
import { shownRoute, shownSpan } from './sight.ts';
import { rates } from './sources.ts';
import { edges, written } from './time.ts';

const say = dictionary({
  grid: ['所选网格', 'Chosen grid'],
  close: ['取消选择', 'Choose no grid'],
  households: ['户数', 'Households'],
  count: ['事件', 'Tickets'],
  rate: ['每千户', 'Per 1,000 households'],
  interval: (low: string, high: string) => [
    `95% 区间 ${low}–${high}`,
    `95 % interval ${low}–${high}`,
  ],
  expected: (count: string) => [`按平均水平应为 ${count}`, `${count} at the average rate`],
  high: ['▲ 显著偏高', '▲ significantly high'],
  low: ['▼ 显著偏低', '▼ significantly low'],
  usual: ['与平均无显著差别', 'not significantly different'],
  few: ['太少，不作判断', 'too few to judge'],
  report: ['月度报告', 'Monthly report'],
});
const MONTH = 7;

@customElement('wg-grid-card')
export class WgGridCard extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      section {
        width: 264px;
        padding: 8px 12px 10px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--raised);
        box-shadow: var(--shadow);
        font-size: var(--small);
      }
      header {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: start;
      }
      h3 {
        overflow: hidden;
        font-size: var(--text);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      header button {
        margin: -4px -8px 0 0;
      }
      dl {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 0 8px;
        margin: 6px 0;
      }
      dt {
        overflow: hidden;
        color: var(--muted);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      dd {
        margin: 0;
        font-size: 18px;
        font-weight: 600;
        font-variant-numeric: tabular-nums;
        line-height: 1.3;
      }
      p {
        color: var(--muted);
        font-variant-numeric: tabular-nums;
      }
      .high {
        color: var(--high);
        font-weight: 600;
      }
      .low {
        color: var(--low);
        font-weight: 600;
      }
      .button {
        width: 100%;
        min-height: 28px;
        margin-top: 8px;
      }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    const code = shownRoute.get().grid;
    if (code === null) {
      return nothing;
    }
    const grid = rates.value?.grids.find((one) => one.grid === code);
    return html`<section aria-label=${say.grid()}>
      <header>
        <div>
          <h3 title=${grid?.name ?? code}>${grid?.name || code}</h3>
          <span class="code hint">${code}</span>
        </div>
        <button
          class="plain icon"
          aria-label=${say.close()}
          title=${say.close()}
          @click=${() => goCommand({ grid: null })}
        >
          ${icon(close, 16)}
        </button>
      </header>
      ${grid ? facts(grid) : nothing}
      <a class="button" href=${format(reportOf(code))} @click=${follow}>
        ${icon(report, 16)} ${say.report()}
      </a>
    </section>`;
  }
}

function facts(grid: GridRate): TemplateResult {
  const { households, count, rate, low, high, expected, level } = grid;
  return html`
    <dl>
      <div><dt>${say.households()}</dt><dd>${households === null ? '–' : figure(households)}</dd></div>
      <div><dt>${say.count()}</dt><dd>${count === null ? '<5' : figure(count)}</dd></div>
      <div><dt title=${say.rate()}>${say.rate()}</dt><dd>${rate === null ? '–' : digits(rate)}</dd></div>
    </dl>
    <p class=${level}>${say[level]()}</p>
    ${low === null || high === null ? nothing : html`<p>${say.interval(digits(low), digits(high))}</p>`}
    ${expected === null ? nothing : html`<p>${say.expected(digits(expected))}</p>`}
  `;
}

/** The report of the month the window ends in. */
function reportOf(code: string) {
  const span = shownSpan.get();
  const month = span ? written(edges(span)[1] - 1).slice(0, MONTH) : '';
  return { page: 'report', of: 'grid', code, month } as const;
}
