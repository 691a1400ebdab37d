/** Two windows side by side: which grids have more, which have fewer. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { goCommand } from '../app/route.ts';
import { controls } from '../ui/controls.ts';
import { dictionary, figure } from '../ui/words.ts';
import { gridName } from './chips.ts';
import type { Compared } from './contract.ts';
import { digits } from './legend.ts';
import { gridButton, waiting } from './panel-parts.ts';
import { panelStyles } from './panel-styles.ts';
import { SURE } from './rate-paint.ts';
import { shownRoute, shownSpan } from './sight.ts';
import { compared, rates } from './sources.ts';
import { before } from './time.ts';
import { spanText } from './words.ts';

const say = dictionary({
  windows: ['两个时段的对比', 'Two windows'],
  begin: ['与上一时段对比', 'Compare with the time before'],
  hint: [
    '选择第二个时段后，按网格比较两个时段的事件数。',
    'With a second window the tickets of both are compared grid by grid.',
  ],
  drag: [
    '按住 Alt 在时间轴上拖动可改第二时段。',
    'Drag on the timeline with Alt held down for the second window.',
  ],
  map: ['在地图上显示', 'Show on the map'],
  end: ['结束对比', 'End'],
  grid: ['网格', 'Grid'],
  ratio: ['比值', 'Ratio'],
  sure: ['差异显著', 'Significant'],
  none: ['两个时段都没有事件', 'No tickets in either window'],
});
const MOST = 200;

@customElement('wg-windows-panel')
export class WgWindowsPanel extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    panelStyles,
    css`
      .letter {
        display: inline-block;
        width: 16px;
        border-radius: 3px;
        background: var(--accent);
        color: var(--card);
        font-size: 11px;
        font-weight: 700;
        line-height: 16px;
        text-align: center;
      }
      .second {
        background: var(--notice);
      }
      .none {
        display: grid;
        gap: 12px;
        justify-items: center;
        padding: 32px 16px;
        color: var(--muted);
        text-align: center;
      }
    `,
  ];

  override render(): TemplateResult {
    const [{ other, layer }, span] = [shownRoute.get(), shownSpan.get()];
    if (!other || !span) {
      return html`<header><h2>${say.windows()}</h2></header>
        <div class="none">
          <p>${say.hint()}</p>
          <button
            class="primary"
            .disabled=${!span}
            @click=${() => span && goCommand({ other: before(span), layer: 'ratio' })}
          >
            ${say.begin()}
          </button>
        </div>`;
    }
    const rows = compared.value ? telling(compared.value) : [];
    return html`
      <header>
        <h2>${say.windows()}</h2>
        <div class="group">
          ${
            layer === 'ratio'
              ? nothing
              : html`<button @click=${() => goCommand({ layer: 'ratio' })}>${say.map()}</button>`
          }
          <button
            @click=${() => goCommand({ other: null, layer: layer === 'ratio' ? 'rate' : layer })}
          >
            ${say.end()}
          </button>
        </div>
        <p>
          <span class="letter">A</span> ${spanText(span)}<br />
          <span class="letter second">B</span> ${spanText(other)}<br />
          ${say.drag()}
        </p>
      </header>
      <div class="scroll">
        ${waiting(compared)}
        ${rows.length > 0 ? table(rows) : nothing}
        ${compared.value && rows.length === 0 ? html`<p class="empty">${say.none()}</p>` : nothing}
      </div>
    `;
  }
}

type Row = Compared['rows'][number];

/** Significant differences first, then the largest. */
export function telling(found: Compared): Row[] {
  const weight = (row: Row) => Math.abs(Math.log((row.ratio ?? 1) || 1e-3));
  return found.rows
    .filter((row) => (row.first ?? 1) > 0 || (row.second ?? 1) > 0)
    .sort(
      (one, other) =>
        Number(isSure(other)) - Number(isSure(one)) ||
        (isSure(one) ? weight(other) - weight(one) : sum(other) - sum(one)),
    );
}

const isSure = (row: Row) => row.q !== null && row.q < SURE;
const sum = (row: Row) => (row.first ?? 0) + (row.second ?? 0);

function table(rows: readonly Row[]): TemplateResult {
  return html`<table>
    <thead>
      <tr>
        <th>${say.grid()}</th>
        <th class="number"><span class="letter">A</span></th>
        <th class="number"><span class="letter second">B</span></th>
        <th class="number">${say.ratio()}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.slice(0, MOST).map(line)}
    </tbody>
  </table>`;
}

function line(row: Row): TemplateResult {
  const grid = rates.value?.grids.find((one) => one.grid === row.key);
  const up = (row.ratio ?? 1) > 1;
  return html`<tr aria-selected=${shownRoute.get().grid === row.key}>
    ${gridButton(row.key, gridName(row.key), grid ? [grid.lon, grid.lat] : null)}
    <td class="number">${row.second === null ? '<5' : figure(row.second)}</td>
    <td class="number">${row.first === null ? '<5' : figure(row.first)}</td>
    <td class="number">
      ${row.ratio === null ? '–' : digits(row.ratio)}
      ${
        isSure(row)
          ? html`<span class=${up ? 'up' : 'down'} role="img" aria-label=${say.sure()} title=${say.sure()}
              >${up ? '▲' : '▼'}</span
            >`
          : nothing
      }
    </td>
  </tr>`;
}
