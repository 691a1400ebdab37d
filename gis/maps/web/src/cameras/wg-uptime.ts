/** How much of the time cameras answered, by department or grid. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { asProblem, type Problem } from '../api/client.ts';
import { dictionary, figure } from '../ui/words.ts';
import type { Uptime } from './contract.ts';
import { pageStyles } from './page-styles.ts';
import { uptime } from './requests.ts';

const say = dictionary({
  title: ['在线率', 'Uptime'],
  by: ['按', 'By'],
  department: ['部门', 'Department'],
  grid: ['网格', 'Grid'],
  days: (count: number) => [`近 ${count} 天`, `Last ${count} days`],
  window: ['时间', 'Window'],
  cameras: ['摄像头', 'Cameras'],
  rate: ['在线率', 'Uptime'],
  known: ['有记录的时间', 'Time that is known'],
  none: ['这段时间没有检查记录。', 'Nothing was checked in this time.'],
  nowhere: ['不在网格内', 'in no grid'],
  how: [
    '在线率＝在线时长 ÷（在线时长＋离线时长），没有检查到的时间不计。',
    'Uptime: time online of the time online or offline; time that was not checked does not count.',
  ],
});
const BY = ['department', 'grid'] as const;
const DAYS = [1, 7, 30] as const;
const DAY_MS = 86_400_000;
/** Below that it is shown as poor. */
const POOR = 0.9;
const WIDE = 96;
const MOST = 12;

@customElement('wg-uptime')
export class WgUptime extends SignalWatcher(LitElement) {
  static override styles = [
    pageStyles,
    css`
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 16px;
        align-items: center;
      }
      .head h2 {
        flex: 1;
      }
      .head select {
        width: auto;
      }
      .frame {
        max-width: 880px;
      }
      table {
        min-width: 480px;
      }
    `,
  ];

  @state() private rows: readonly Uptime[] | null = null;
  @state() private by: (typeof BY)[number] = 'department';
  @state() private days: number = 7;
  @state() private problem: Problem | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  override render(): TemplateResult {
    const rows = this.rows ?? [];
    return html`<div class="head">
        <h2>${say.title()}</h2>
        <label class="inline"
          >${say.by()}
          <select @change=${(event: Event) => {
            this.by = (event.target as HTMLSelectElement).value as (typeof BY)[number];
            void this.load();
          }}>
            ${BY.map((one) => html`<option value=${one} ?selected=${one === this.by}>${say[one]()}</option>`)}
          </select>
        </label>
        <label class="inline"
          >${say.window()}
          <select @change=${(event: Event) => {
            this.days = Number((event.target as HTMLSelectElement).value);
            void this.load();
          }}>
            ${DAYS.map((one) => html`<option value=${one} ?selected=${one === this.days}>${say.days(one)}</option>`)}
          </select>
        </label>
      </div>
      ${this.problem ? html`<p class="error" role="alert">${this.problem.told}</p>` : nothing}
      ${
        this.rows !== null && rows.length === 0
          ? html`<p class="empty">${say.none()}</p>`
          : html`<div class="frame" tabindex="0" role="group" aria-label=${say.title()}>
              <table>
                <thead>
                  <tr>
                    <th>${say[this.by]()}</th>
                    <th class="number">${say.cameras()}</th>
                    <th>${say.rate()}</th>
                    <th class="number">${say.known()}</th>
                  </tr>
                </thead>
                <tbody>
                  ${[...rows].sort(poorest).slice(0, MOST).map(line)}
                </tbody>
              </table>
            </div>`
      }
      <p class="hint">${say.how()}</p>`;
  }

  private async load(): Promise<void> {
    const { by, days } = this;
    const now = Date.now();
    try {
      const rows = await uptime({
        by,
        from: new Date(now - days * DAY_MS).toISOString(),
        to: new Date(now).toISOString(),
      });
      if (by === this.by && days === this.days) {
        this.rows = rows;
        this.problem = null;
      }
      if (by === 'department') {
        this.dispatchEvent(new CustomEvent('departments', { detail: rows }));
      }
    } catch (error) {
      this.problem = asProblem(error);
    }
  }
}

/** The poorest first; those of whom nothing is known last. */
function poorest(a: Uptime, b: Uptime): number {
  return (a.uptime ?? 2) - (b.uptime ?? 2) || b.cameras - a.cameras;
}

function line(one: Uptime): TemplateResult {
  const all = one.online + one.offline + one.unknown;
  const known = all > 0 ? (one.online + one.offline) / all : 0;
  const share = one.uptime;
  return html`<tr>
    <td title=${one.key ?? ''}>${one.key ?? say.nowhere()}</td>
    <td class="number">${figure(one.cameras)}</td>
    <td>
      ${
        share === null
          ? '—'
          : html`<svg class="bar" viewBox="0 0 ${WIDE} 8" aria-hidden="true">
                <rect class="ground" width=${WIDE} height="8"></rect>
                ${svg`<rect class=${share < POOR ? 'poor' : 'good'} width=${WIDE * share} height="8"></rect>`}
              </svg>
              <span class="figures">${figure(share * 100, 1)} %</span>`
      }
    </td>
    <td class="number">${figure(known * 100)} %</td>
  </tr>`;
}
