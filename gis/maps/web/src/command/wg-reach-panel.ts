/** Reach: circles of minutes around posts, homes outside, and where the next posts would serve most. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { controls } from '../ui/controls.ts';
import { dictionary, figure } from '../ui/words.ts';
import { commandMap } from './contract.ts';
import { gridButton } from './panel-parts.ts';
import { panelStyles } from './panel-styles.ts';
import {
  MINUTES,
  MODES,
  type Mode,
  type Outside,
  type Post,
  reach,
  type Suggested,
} from './reach.ts';
import { shownRoute } from './sight.ts';
import { rates } from './sources.ts';

const say = dictionary({
  reach: ['可达', 'Reach'],
  walk: ['步行', 'On foot'],
  drive: ['驾车', 'By car'],
  mode: ['方式', 'Mode'],
  minutes: ['分钟', 'Minutes'],
  category: ['站点类别', 'Posts'],
  all: ['全部', 'All'],
  count: ['计算圈外住户', 'Homes outside'],
  advise: ['建议选址', 'Best next sites'],
  sites: ['个数', 'How many'],
  posts: ['站点', 'Posts'],
  circles: (name: string) => [`显示 ${name} 的 5/10/15 分钟圈`, `5, 10, 15 minutes from ${name}`],
  outside: ['圈外住户', 'Households outside'],
  of: (part: string, whole: string) => [`${part} / ${whole} 户`, `${part} of ${whole}`],
  grid: ['网格', 'Grid'],
  homes: ['圈外', 'Outside'],
  share: ['占比', 'Share'],
  none: [
    '还没有站点。规划员或指挥员可以添加。',
    'There are no posts yet; planners and commanders add them.',
  ],
  after: (before: string, after: string) => [
    `覆盖 ${before} → ${after} 户`,
    `covers ${before} → ${after} households`,
  ],
  optimal: ['已证明最优', 'proven best'],
  gap: (gap: string) => [`与最优至多相差 ${gap}`, `at most ${gap} from the best`],
  more: (count: string) => [`新增 ${count} 户`, `${count} more households`],
  busy: ['正在计算……', 'Counting ...'],
});
const ZOOM = 14;
const MOST_SITES = 10;

@customElement('wg-reach-panel')
export class WgReachPanel extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    panelStyles,
    css`
      form {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 8px;
        align-items: end;
        padding: 8px 12px;
        border-bottom: 1px solid var(--line);
        font-size: var(--small);
      }
      form button {
        grid-column: span 2;
      }
      label {
        font-size: var(--small);
      }
      h3 {
        padding: 8px 12px 4px;
        font-size: var(--small);
        color: var(--muted);
      }
      .fact {
        padding: 0 12px 8px;
      }
      .fact strong {
        font-size: 24px;
        font-variant-numeric: tabular-nums;
      }
      ul {
        margin: 0;
        padding: 0 12px 8px;
        list-style: none;
      }
      li button {
        justify-content: space-between;
        width: 100%;
        min-height: 28px;
        padding: 0 8px;
        font-size: var(--small);
      }
    `,
  ];

  @state() private mode: Mode = 'walk';
  @state() private minutes: number = MINUTES[1];
  @state() private category = '';
  @state() private sites = 3;

  override connectedCallback(): void {
    super.connectedCallback();
    void reach.learn();
  }

  override render(): TemplateResult {
    const posts = reach.posts.get();
    const kinds = [...new Set(posts.map((one) => one.category))].sort();
    const problem = reach.problem.get();
    const [outside, suggested] = [reach.outside.get(), reach.suggested.get()];
    return html`
      <header><h2>${say.reach()}</h2></header>
      <form @submit=${this.count}>
        <label>
          ${say.mode()}
          <select @change=${(event: Event) => this.choose({ mode: given(event) as Mode })}>
            ${MODES.map((one) => option(one, say[one](), this.mode))}
          </select>
        </label>
        <label>
          ${say.minutes()}
          <select @change=${(event: Event) => this.choose({ minutes: Number(given(event)) })}>
            ${MINUTES.map((one) => option(String(one), String(one), String(this.minutes)))}
          </select>
        </label>
        <label>
          ${say.category()}
          <select @change=${(event: Event) => this.choose({ category: given(event) })}>
            ${option('', say.all(), this.category)}
            ${kinds.map((one) => option(one, one, this.category))}
          </select>
        </label>
        <button class="primary" .disabled=${reach.busy.get()}>${say.count()}</button>
        <span></span>
        <button type="button" .disabled=${reach.busy.get()} @click=${this.advise}>${say.advise()}</button>
        <label>
          ${say.sites()}
          <input
            type="number"
            min="1"
            max=${MOST_SITES}
            .value=${String(this.sites)}
            @change=${(event: Event) => {
              this.sites = Math.max(1, Math.min(MOST_SITES, Number(given(event)) || 1));
            }}
          />
        </label>
      </form>
      <div class="scroll">
        ${problem ? html`<p class="error" role="alert">${problem.told}</p>` : nothing}
        ${reach.busy.get() ? html`<p class="empty" role="status">${say.busy()}</p>` : nothing}
        ${suggested ? advice(suggested) : nothing} ${outside ? outsideOf(outside) : nothing}
        <h3>${say.posts()}</h3>
        ${
          posts.length === 0
            ? html`<p class="empty">${say.none()}</p>`
            : html`<ul>
                ${posts.map((one) => this.post(one))}
              </ul>`
        }
      </div>
    `;
  }

  private post(one: Post): TemplateResult {
    return html`<li>
      <button
        class="plain"
        aria-pressed=${reach.from.get() === one.id}
        title=${say.circles(one.name)}
        @click=${() => {
          void reach.circle(one.id, this.mode);
          commandMap.get()?.fly([one.lon, one.lat], ZOOM);
        }}
      >
        <span>${one.name}</span><span class="hint">${one.category}</span>
      </button>
    </li>`;
  }

  private choose(change: { mode?: Mode; minutes?: number; category?: string }): void {
    Object.assign(this, change);
    reach.clear();
  }

  private wish() {
    const { mode, minutes, category } = this;
    return { mode, minutes, category, jurisdiction: shownRoute.get().jurisdiction };
  }

  private readonly count = (event: Event): void => {
    event.preventDefault();
    void reach.count(this.wish());
  };

  private readonly advise = (): void => {
    void reach.advise(this.wish(), this.sites);
  };
}

function outsideOf(found: Outside): TemplateResult {
  const rows = found.by_grid
    .filter((one) => one.outside === null || one.outside > 0)
    .sort((one, other) => (other.outside ?? 0) - (one.outside ?? 0));
  return html`
    <h3>${say.outside()}</h3>
    <p class="fact">
      <strong>${figure(100 * found.share, 1)} %</strong>
      ${say.of(figure(found.households), figure(found.of_households))}
    </p>
    <table>
      <thead>
        <tr>
          <th>${say.grid()}</th>
          <th class="number">${say.homes()}</th>
          <th class="number">${say.share()}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((one) => {
          const grid = rates.value?.grids.find((each) => each.grid === one.grid);
          return html`<tr aria-selected=${shownRoute.get().grid === one.grid}>
            ${gridButton(one.grid, one.name || one.grid, grid ? [grid.lon, grid.lat] : null)}
            <td class="number">${one.outside === null ? '<10' : figure(one.outside)}</td>
            <td class="number">${one.share === null ? '–' : `${figure(100 * one.share)} %`}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  `;
}

function advice(found: Suggested): TemplateResult {
  return html`
    <h3>${say.advise()}</h3>
    <p class="fact">
      ${say.after(figure(found.covered_before), figure(found.covered_after))} ·
      ${found.optimal ? say.optimal() : say.gap(`${figure(100 * found.gap, 1)} %`)}
    </p>
    <ul>
      ${found.sites.map(
        (one, i) => html`<li>
          <button class="plain" @click=${() => commandMap.get()?.fly([one.lon, one.lat], ZOOM)}>
            <span>${i + 1}</span><span class="hint">${say.more(figure(one.households))}</span>
          </button>
        </li>`,
      )}
    </ul>
  `;
}

function option(value: string, name: string, chosen: string): TemplateResult {
  return html`<option value=${value} .selected=${value === chosen}>${name}</option>`;
}

const given = (event: Event) => (event.target as HTMLInputElement | HTMLSelectElement).value;
