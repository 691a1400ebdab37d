/** Hot and cold spots, the surest first. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { goCommand } from '../app/route.ts';
import { controls } from '../ui/controls.ts';
import { dictionary, figure } from '../ui/words.ts';
import type { HotSpots, Trend } from './contract.ts';
import { digits } from './legend.ts';
import { TRENDS } from './map-images.ts';
import { gridButton, waiting } from './panel-parts.ts';
import { panelStyles } from './panel-styles.ts';
import { confidenceClass } from './scales.ts';
import { shownRoute } from './sight.ts';
import { spots } from './sources.ts';
import { trendName } from './words.ts';

const say = dictionary({
  spots: ['热点', 'Hot spots'],
  hot: (count: string) => [`热点 ${count}`, `Hot ${count}`],
  cold: (count: string) => [`冷点 ${count}`, `Cold ${count}`],
  show: ['在地图上显示', 'Show on the map'],
  note: [
    'Getis-Ord Gi*：网格及其邻居的事件明显多于（少于）预期，已控制错误发现率。',
    'Getis-Ord Gi*: a grid and its neighbours have far more (fewer) tickets than expected, false discoveries controlled.',
  ],
  grid: ['网格', 'Grid'],
  count: ['件数', 'Tickets'],
  expected: ['预期', 'Expected'],
  sure: ['置信', 'Sure'],
  trend: ['变化', 'Trend'],
  none: [
    '没有达到置信要求的点：事件的分布与偶然没有明显差别。',
    'None is sure enough: tickets are spread as chance would have it.',
  ],
});
type Level = 'hot' | 'cold';
const SURE = ['90%', '95%', '99%'];

@customElement('wg-spots-panel')
export class WgSpotsPanel extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    panelStyles,
    css`
      .trend {
        display: inline-flex;
        gap: 4px;
        align-items: center;
        white-space: nowrap;
      }
      path {
        fill: none;
        stroke: currentcolor;
        stroke-linecap: round;
        stroke-linejoin: round;
        stroke-width: 3;
      }
    `,
  ];

  @state() private level: Level = 'hot';

  override render(): TemplateResult {
    const { value } = spots;
    const of = (level: Level) => (value ? surest(value, level) : []);
    const rows = of(this.level);
    return html`
      <header>
        <h2>${say.spots()}</h2>
        <div class="group" role="group" aria-label=${say.spots()}>
          ${(['hot', 'cold'] as const).map(
            (level) => html`<button
              class="plain"
              aria-pressed=${this.level === level}
              @click=${() => {
                this.level = level;
              }}
            >
              ${say[level](figure(of(level).length))}
            </button>`,
          )}
        </div>
        ${
          shownRoute.get().layer === 'spots'
            ? nothing
            : html`<button class="small" @click=${() => goCommand({ layer: 'spots' })}>
                ${say.show()}
              </button>`
        }
        <p>${say.note()}</p>
      </header>
      <div class="scroll">
        ${waiting(spots)}
        ${
          rows.length > 0
            ? html`<table>
                <thead>
                  <tr>
                    <th>${say.grid()}</th>
                    <th class="number">${say.count()}</th>
                    <th class="number">${say.expected()}</th>
                    <th class="number">${say.sure()}</th>
                    <th>${say.trend()}</th>
                  </tr>
                </thead>
                <tbody>
                  ${rows.map(row)}
                </tbody>
              </table>`
            : nothing
        }
        ${value && rows.length === 0 ? html`<p class="empty">${say.none()}</p>` : nothing}
      </div>
    `;
  }
}

type Spot = HotSpots['spots'][number];

/** Spots that are sure enough, the surest first. */
export function surest(found: HotSpots, level: Level): Spot[] {
  return found.spots
    .filter((one) => one.level === level && confidenceClass(one.q) !== null)
    .sort((one, other) => Math.abs(other.z) - Math.abs(one.z));
}

function row(one: Spot): TemplateResult {
  return html`<tr aria-selected=${shownRoute.get().grid === one.key}>
    ${gridButton(one.key, one.name || one.key, [one.lon, one.lat])}
    <td class="number">${one.count === null ? '<5' : figure(one.count)}</td>
    <td class="number">${one.expected === null ? '–' : digits(one.expected)}</td>
    <td class="number" title=${`z = ${digits(one.z)}, q = ${figure(one.q, 4)}`}>
      ${SURE[confidenceClass(one.q) ?? 0]}
    </td>
    <td>${one.trend ? trend(one.trend) : nothing}</td>
  </tr>`;
}

function trend(of: Trend): TemplateResult {
  return html`<span class="trend">
    <svg width="12" height="12" viewBox="0 0 24 24" aria-hidden="true"><path d=${TRENDS[of]}></path></svg>
    ${trendName(of)}
  </span>`;
}
