/** Grids in the order of their rates or counts. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { controls } from '../ui/controls.ts';
import { dictionary, figure } from '../ui/words.ts';
import type { GridRate } from './contract.ts';
import { digits } from './legend.ts';
import { gridButton, waiting } from './panel-parts.ts';
import { panelStyles } from './panel-styles.ts';
import { shownRoute } from './sight.ts';
import { rates } from './sources.ts';

const say = dictionary({
  ranking: ['网格排名', 'Grids'],
  note: (average: string) => [
    `每千户事件数，全部网格平均 ${average}；▲▼ 表示差异显著`,
    `Tickets per 1,000 households; average of all ${average}; ▲▼ mark significant ones`,
  ],
  grid: ['网格', 'Grid'],
  count: ['件数', 'Tickets'],
  rate: ['每千户', 'Rate'],
  interval: ['95% 区间', '95 % interval'],
  high: ['显著偏高', 'Significantly high'],
  low: ['显著偏低', 'Significantly low'],
  shown: (shown: string, all: string) => [
    `显示前 ${shown} 个，共 ${all} 个网格`,
    `The first ${shown} of ${all} grids`,
  ],
  none: ['时段内没有事件', 'No tickets in this window'],
  few: ['<5', '<5'],
});
/** Rows that are drawn; whoever looks for more filters or looks at the map. */
const MOST = 200;
type By = 'rate' | 'count';

@customElement('wg-ranking-panel')
export class WgRankingPanel extends SignalWatcher(LitElement) {
  static override styles = [controls, panelStyles];

  @state() private by: By = 'rate';

  override render(): TemplateResult {
    const { value } = rates;
    const rows = value ? ranked(value.grids, this.by) : [];
    return html`
      <header>
        <h2>${say.ranking()}</h2>
        ${value ? html`<p>${say.note(value.overall_rate === null ? '–' : digits(value.overall_rate))}</p>` : nothing}
      </header>
      <div class="scroll">
        ${waiting(rates)}
        ${
          value && rows.length > 0
            ? html`<table>
                <thead>
                  <tr>
                    <th>${say.grid()}</th>
                    ${this.head('count')} ${this.head('rate')}
                    <th class="number">${say.interval()}</th>
                  </tr>
                </thead>
                <tbody>
                  ${rows.slice(0, MOST).map(row)}
                </tbody>
              </table>`
            : nothing
        }
        ${value && rows.length === 0 ? html`<p class="empty">${say.none()}</p>` : nothing}
        ${
          rows.length > MOST
            ? html`<p class="empty">${say.shown(figure(MOST), figure(rows.length))}</p>`
            : nothing
        }
      </div>
    `;
  }

  private head(by: By): TemplateResult {
    return html`<th class="number" aria-sort=${this.by === by ? 'descending' : nothing}>
      <button
        @click=${() => {
          this.by = by;
        }}
      >
        ${say[by]()}${this.by === by ? ' ↓' : ''}
      </button>
    </th>`;
  }
}

/** Grids with tickets, the highest first; those that cannot be judged after the others. */
export function ranked(grids: readonly GridRate[], by: By): GridRate[] {
  const value = (one: GridRate) =>
    by === 'count' ? (one.count ?? 0) : one.level === 'few' ? -1 : (one.rate ?? -1);
  return grids
    .filter((one) => one.count === null || one.count > 0)
    .sort((one, other) => value(other) - value(one) || (other.count ?? 0) - (one.count ?? 0));
}

function row(one: GridRate): TemplateResult {
  const chosen = shownRoute.get().grid === one.grid;
  return html`<tr aria-selected=${chosen}>
    ${gridButton(one.grid, one.name || one.grid, [one.lon, one.lat])}
    <td class="number">${one.count === null ? say.few() : figure(one.count)}</td>
    <td class="number">${one.rate === null ? '–' : digits(one.rate)}${sign(one)}</td>
    <td class="number hint">
      ${one.low === null || one.high === null ? '–' : `${digits(one.low)}–${digits(one.high)}`}
    </td>
  </tr>`;
}

function sign({ level }: GridRate): TemplateResult | typeof nothing {
  if (level !== 'high' && level !== 'low') {
    return nothing;
  }
  const [mark, name] = level === 'high' ? ['▲', 'up'] : ['▼', 'down'];
  return html` <span class=${name} title=${say[level]()} role="img" aria-label=${say[level]()}>${mark}</span>`;
}
