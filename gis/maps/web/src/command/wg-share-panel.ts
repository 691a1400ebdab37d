/** Concentration: how unevenly tickets are spread over grids, categories or units. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { goCommand } from '../app/route.ts';
import { controls } from '../ui/controls.ts';
import { dictionary, figure } from '../ui/words.ts';
import type { Concentration } from './contract.ts';
import { digits } from './legend.ts';
import { curve, path } from './lorenz.ts';
import { choose, waiting } from './panel-parts.ts';
import { panelStyles } from './panel-styles.ts';
import { sharesBy, shownRoute } from './sight.ts';
import { rates, type SharesBy, shares } from './sources.ts';

const say = dictionary({
  share: ['集中度', 'Concentration'],
  grid: ['网格', 'Grids'],
  category: ['类别', 'Categories'],
  unit: ['单位', 'Units'],
  top: ['前 10% 所占', 'Share of the top 10 %'],
  gini: ['基尼系数', 'Gini'],
  giniNote: ['0：完全平均；1：集中于一处', '0: even; 1: all in one'],
  curve: [
    '累计曲线：横轴为占比，纵轴为事件占比',
    'Cumulative curve: share of them across, share of tickets up',
  ],
  even: ['平均', 'even'],
  name: ['名称', 'Name'],
  count: ['件数', 'Tickets'],
  part: ['占比', 'Share'],
  sum: ['累计', 'Sum'],
  none: ['时段内没有事件', 'No tickets in this window'],
  nobody: ['未分派', 'Not assigned'],
});
const BY: readonly SharesBy[] = ['grid', 'category', 'unit'];
const SIDE = 150;
const MOST = 200;

@customElement('wg-share-panel')
export class WgSharePanel extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    panelStyles,
    css`
      .facts {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 16px;
        align-items: center;
        padding: 12px;
      }
      svg {
        overflow: visible;
      }
      .frame {
        fill: none;
        stroke: var(--line-strong);
      }
      .even {
        fill: none;
        stroke: var(--faint);
        stroke-dasharray: 3 3;
      }
      .tenth {
        stroke: var(--high);
        stroke-dasharray: 2 2;
      }
      .curve {
        fill: color-mix(in srgb, var(--accent) 14%, transparent);
        stroke: var(--accent);
        stroke-width: 2;
      }
      dl {
        display: grid;
        gap: 2px;
        margin: 0;
      }
      dt {
        color: var(--muted);
        font-size: var(--small);
      }
      dd {
        margin: 0 0 6px;
        font-size: 24px;
        font-weight: 600;
        font-variant-numeric: tabular-nums;
        line-height: 1.2;
      }
    `,
  ];

  override render(): TemplateResult {
    const { value } = shares;
    const by = sharesBy.get();
    return html`
      <header>
        <h2>${say.share()}</h2>
        <div class="group" role="group" aria-label=${say.share()}>
          ${BY.map(
            (one) => html`<button
              class="plain"
              aria-pressed=${one === by}
              @click=${() => sharesBy.set(one)}
            >
              ${say[one]()}
            </button>`,
          )}
        </div>
      </header>
      <div class="scroll">
        ${waiting(shares)}
        ${value ? (value.rows.length > 0 ? content(value) : html`<p class="empty">${say.none()}</p>`) : nothing}
      </div>
    `;
  }
}

function content(found: Concentration): TemplateResult {
  const points = curve(found.rows.map((row) => row.count ?? 0));
  return html`
    <div class="facts">
      <svg width=${SIDE} height=${SIDE} role="img" aria-label=${say.curve()}>
        <title>${say.curve()}</title>
        ${svg`<path class="curve" d=${`${path(points, SIDE)}L${SIDE} ${SIDE}Z`}></path>
          <rect class="frame" width=${SIDE} height=${SIDE}></rect>
          <path class="even" d=${`M0 ${SIDE}L${SIDE} 0`}></path>
          <line class="tenth" x1=${SIDE / 10} x2=${SIDE / 10} y1="0" y2=${SIDE}></line>`}
      </svg>
      <dl>
        <dt>${say.top()}</dt>
        <dd>${found.top_share === null ? '–' : `${figure(100 * found.top_share, 1)} %`}</dd>
        <dt title=${say.giniNote()}>${say.gini()}</dt>
        <dd>${found.gini === null ? '–' : digits(found.gini)}</dd>
        <dt>${say.giniNote()}</dt>
      </dl>
    </div>
    <table>
      <thead>
        <tr>
          <th>${say.name()}</th>
          <th class="number">${say.count()}</th>
          <th class="number">${say.part()}</th>
          <th class="number">${say.sum()}</th>
        </tr>
      </thead>
      <tbody>
        ${found.rows.slice(0, MOST).map((row) => line(row, found.by))}
      </tbody>
    </table>
  `;
}

function line(row: Concentration['rows'][number], by: string): TemplateResult {
  const name = row.name || row.key || say.nobody();
  return html`<tr>
    <td class="name">
      <button title=${name} .disabled=${!row.key} @click=${() => pick(String(row.key), by)}>${name}</button>
    </td>
    <td class="number">${row.count === null ? '<5' : figure(row.count)}</td>
    <td class="number">${row.share === null ? '–' : `${figure(100 * row.share, 1)} %`}</td>
    <td class="number">${row.cumulative === null ? '–' : `${figure(100 * row.cumulative, 0)} %`}</td>
  </tr>`;
}

/** Look at the tickets behind a row. */
function pick(key: string, by: string): void {
  if (by === 'grid') {
    const grid = rates.value?.grids.find((one) => one.grid === key);
    choose(key, grid ? [grid.lon, grid.lat] : null);
    return;
  }
  const field = by === 'unit' ? 'unit' : 'category';
  const now = shownRoute.get()[field];
  goCommand({ [field]: now.includes(key) ? now.filter((one) => one !== key) : [key] });
}
