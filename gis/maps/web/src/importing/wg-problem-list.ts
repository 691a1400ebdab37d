/** What an import would say, in groups; each one leads to its place on the map. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import chevron from 'lucide-static/icons/chevron-down.svg?raw';
import good from 'lucide-static/icons/circle-check.svg?raw';
import info from 'lucide-static/icons/info.svg?raw';
import pin from 'lucide-static/icons/map-pin.svg?raw';
import severe from 'lucide-static/icons/octagon-alert.svg?raw';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, either, figure } from '../ui/words.ts';
import type { Checked } from './flow.ts';
import { columnName, roleName } from './names.ts';
import { type Found, type Group, grouped } from './problems.ts';

const say = dictionary({
  checking: ['正在检查……', 'Checking ...'],
  none: ['没有发现问题，可以导入。', 'Nothing is wrong; it can be imported.'],
  error: ['错误', 'Error'],
  notice: ['提示', 'Notice'],
  features: (count: string) => [`${count} 处`, `${count} features`],
  more: (shown: string, all: string) => [
    `共 ${all} 条，显示前 ${shown} 条；改正后会显示其余。`,
    `${shown} of ${all} are shown; the others follow once these are mended.`,
  ],
  comma: ['、', ', '],
  show: ['在地图上显示', 'Show on the map'],
  row: (number: string) => [`第 ${number} 行`, `row ${number}`],
});

@customElement('wg-problem-list')
export class WgProblemList extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      .none,
      .checking {
        display: flex;
        gap: 8px;
        align-items: center;
      }
      .none {
        color: var(--good);
      }
      .checking,
      .more {
        color: var(--muted);
      }
      details,
      .single {
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--card);
      }
      :is(details, .single) + :is(details, .single) {
        margin-top: 8px;
      }
      summary,
      .single {
        display: grid;
        grid-template-columns: auto 1fr auto auto;
        gap: 8px;
        align-items: start;
        padding: 8px 12px;
        overflow-wrap: anywhere;
      }
      summary {
        cursor: pointer;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      :is(summary, .single) svg {
        margin-top: 2px;
      }
      .errors > summary > svg,
      .errors.single > svg {
        color: var(--danger);
      }
      .notices > summary > svg,
      .notices.single > svg {
        color: var(--low);
      }
      .turn {
        color: var(--muted);
        transition: rotate 120ms;
      }
      details[open] .turn {
        rotate: 180deg;
      }
      ul {
        max-height: 240px;
        margin: 0;
        padding: 0 8px 8px 38px;
        overflow: auto;
        list-style: none;
      }
      li button {
        display: flex;
        justify-content: flex-start;
        width: 100%;
        min-height: 28px;
        padding: 2px 8px;
        text-align: start;
        white-space: normal;
        overflow-wrap: anywhere;
      }
      li button svg {
        flex: none;
        color: var(--muted);
      }
      .single .value {
        grid-column: 2;
      }
      .value {
        color: var(--muted);
        font-size: var(--small);
      }
      li .still {
        padding: 2px 8px;
      }
      .more {
        margin-top: 8px;
        font-size: var(--small);
      }
    `,
  ];

  @property({ attribute: false }) checked: Checked | null = null;
  @property({ type: Boolean }) checking = false;
  /** Number of the chosen problem. */
  @property({ type: Number }) chosen = -1;

  override render(): TemplateResult {
    const { checked } = this;
    if (this.checking || !checked) {
      return html`<p class="checking" role="status">${this.checking ? say.checking() : ''}</p>`;
    }
    const found = checked.problems;
    if (found.length === 0) {
      return html`<p class="none" role="status">${icon(good)} ${say.none()}</p>`;
    }
    const groups = grouped(found);
    const all = checked.errors + checked.notices;
    const open = found[this.chosen];
    return html`
      ${repeat(
        groups,
        (group) => group.key,
        (group) =>
          this.#group(group, groups.length === 1 || (!!open && group.found.includes(open))),
      )}
      ${
        all > found.length
          ? html`<p class="more">${say.more(figure(found.length), figure(all))}</p>`
          : nothing
      }
    `;
  }

  #group(group: Group, open: boolean): TemplateResult {
    const error = group.severity === 'error';
    const tone = error ? 'errors' : 'notices';
    const [first] = group.found;
    if (!group.found.some((one) => one.feature !== '')) {
      return html`<div class="single ${tone}">${sentence(group)} ${first?.value ? html`<span class="value">${first.value}</span>` : nothing}</div>`;
    }
    return html`<details class=${tone} ?open=${open}>
      <summary>
        ${sentence(group)}
        <span class="badge ${error ? 'danger' : 'low'} figures">${say.features(figure(group.count))}</span>
        <span class="turn">${icon(chevron, 16)}</span>
      </summary>
      <ul>
        ${group.found.map((one) => this.#one(one))}
      </ul>
    </details>`;
  }

  #one(one: Found): TemplateResult {
    const number = this.checked?.problems.indexOf(one) ?? -1;
    const text = html`<span
      >${nameOf(one.feature)}
      ${one.value && one.value !== one.feature ? html`<span class="value">${one.value}</span>` : nothing}</span
    >`;
    if (one.lon === null || one.lat === null) {
      return html`<li><div class="still">${text}</div></li>`;
    }
    return html`<li>
      <button
        class="plain"
        title=${say.show()}
        aria-pressed=${number === this.chosen}
        @click=${() => this.dispatchEvent(new CustomEvent('problem', { detail: number }))}
      >
        ${icon(pin, 16)} ${text}
      </button>
    </li>`;
  }
}

/** What a feature is called; those without a name by their row. */
function nameOf(feature: string): string {
  const row = /^row (\d+)$/.exec(feature)?.[1];
  return row === undefined ? feature : say.row(row);
}

/** Sign, layers and column concerned, and what is said of them. */
function sentence(group: Group): TemplateResult {
  const error = group.severity === 'error';
  const field = group.found[0]?.field ?? '';
  const names = group.layers.map(roleName).join(say.comma());
  const column = field !== 'geometry' && field !== '' ? columnName(field) : '';
  return html`${icon(error ? severe : info)}
    <span>
      <span class="visually-hidden">${error ? say.error() : say.notice()}</span>
      <strong>${[names, column].filter(Boolean).join(' · ')}</strong> ${either(group)}
    </span>`;
}
