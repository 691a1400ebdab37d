/** The layers of the files, and what each is to be. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import check from 'lucide-static/icons/circle-check.svg?raw';
import warning from 'lucide-static/icons/triangle-alert.svg?raw';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, figure } from '../ui/words.ts';
import { choices, columnsMissing, type Decision, type Decisions, type Layer } from './decisions.ts';
import { columnName, isRole, NEEDED, type Role, roleName, shapeName } from './names.ts';

const say = dictionary({
  layer: ['图层', 'Layer'],
  holds: ['内容', 'Holds'],
  role: ['作为', 'Read as'],
  state: ['状态', 'State'],
  leave: ['不导入', 'Leave out'],
  fitting: ['几何类型相符', 'Fits its geometry'],
  others: ['其他', 'Others'],
  roleOf: (layer: string) => [`图层 ${layer} 作为`, `Layer ${layer} is read as`],
  noCrs: ['缺坐标系', 'No CRS'],
  noColumn: (names: string) => [`缺列：${names}`, `Missing: ${names}`],
  ready: ['可读取', 'Readable'],
  left: ['不导入', 'Left out'],
  needed: (names: string) => [
    `还没有指定：${names}。请在“作为”一列选择。`,
    `Still missing: ${names}. Choose it under "Read as".`,
  ],
});

@customElement('wg-layer-table')
export class WgLayerTable extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      table {
        table-layout: fixed;
      }
      th:nth-child(1) {
        width: 31%;
      }
      th:nth-child(2) {
        width: 16%;
      }
      th:nth-child(3) {
        width: 31%;
      }
      tr.selected td {
        background: var(--accent-soft);
      }
      tr.selected td:first-child {
        box-shadow: inset 3px 0 0 var(--accent);
      }
      button.name {
        display: grid;
        justify-content: start;
        justify-items: start;
        width: 100%;
        gap: 0;
        padding: 2px 8px;
        text-align: start;
        white-space: normal;
        overflow-wrap: anywhere;
        line-height: 1.3;
      }
      button.name strong {
        font-weight: 600;
      }
      button.name[aria-pressed='true'] {
        border-color: transparent;
        background: transparent;
      }
      td {
        padding-block: 3px;
      }
      td.holds .hint {
        display: inline-block;
      }
      .state {
        display: inline-flex;
        gap: 4px;
        align-items: center;
        vertical-align: middle;
        font-size: var(--small);
        overflow-wrap: anywhere;
        line-height: 1.3;
      }
      .state svg {
        flex: none;
      }
      .good {
        color: var(--good);
      }
      .danger {
        color: var(--danger);
      }
      .muted {
        color: var(--muted);
      }
      .needed {
        display: flex;
        gap: 8px;
        align-items: center;
        margin-bottom: 8px;
      }
    `,
  ];

  @property({ attribute: false }) layers: readonly Layer[] = [];
  @property({ attribute: false }) decisions: Decisions = [];
  @property({ type: Number }) selected = 0;
  /** Names of needed layers that nothing was chosen for. */
  @property({ attribute: false }) missing: readonly Role[] = [];

  override render(): TemplateResult {
    const names = this.missing.map(roleName).join(', ');
    return html`
      ${names ? html`<p class="error needed">${icon(warning)} ${say.needed(names)}</p>` : nothing}
      <table>
        <thead>
          <tr>
            <th scope="col">${say.layer()}</th>
            <th scope="col">${say.holds()}</th>
            <th scope="col">${say.role()}</th>
            <th scope="col">${say.state()}</th>
          </tr>
        </thead>
        <tbody>
          ${this.layers.map((layer, at) => this.#row(layer, at))}
        </tbody>
      </table>
    `;
  }

  /** How many files the layers come from. */
  get #files(): number {
    return new Set(this.layers.map((layer) => layer.file)).size;
  }

  #row(layer: Layer, at: number): TemplateResult {
    const decision = this.decisions[at];
    const chosen = at === this.selected;
    return html`<tr class=${chosen ? 'selected' : ''}>
      <td>
        <button
          class="plain name"
          aria-pressed=${chosen}
          @click=${() => this.dispatchEvent(new CustomEvent('select', { detail: at }))}
        >
          <strong>${layer.layer}</strong>
          ${this.#files > 1 ? html`<span class="hint">${layer.file}</span>` : nothing}
        </button>
      </td>
      <td class="holds">
        ${shapeName(layer.geometry)}
        <span class="hint figures">${figure(layer.features)}</span>
      </td>
      <td>${this.#choice(layer, at, decision?.role ?? null)}</td>
      <td>${decision ? stateOf(layer, decision) : nothing}</td>
    </tr>`;
  }

  #choice(layer: Layer, at: number, role: Role | null): TemplateResult {
    const { fitting, others } = choices(layer);
    const option = (one: Role) =>
      html`<option value=${one} ?selected=${one === role}>${roleName(one)}${NEEDED.includes(one) ? ' *' : ''}</option>`;
    return html`<select
      aria-label=${say.roleOf(layer.layer)}
      .value=${live(role ?? '')}
      @change=${(event: Event) => {
        const { value } = event.target as HTMLSelectElement;
        const detail = { at, role: isRole(value) ? value : null };
        this.dispatchEvent(new CustomEvent('role', { detail }));
      }}
    >
      <option value="" ?selected=${role === null}>${say.leave()}</option>
      ${fitting.length > 0 ? html`<optgroup label=${say.fitting()}>${fitting.map(option)}</optgroup>` : nothing}
      <optgroup label=${say.others()}>${others.map(option)}</optgroup>
    </select>`;
  }
}

function stateOf(layer: Layer, decision: Decision): TemplateResult {
  if (decision.role === null) {
    return html`<span class="state muted">${say.left()}</span>`;
  }
  const lacking = columnsMissing(decision);
  if (lacking.length > 0) {
    const names = lacking.map(columnName).join(', ');
    return html`<span class="state danger">${icon(warning, 16)} ${say.noColumn(names)}</span>`;
  }
  if (decision.crs === null && !layer.crs.given) {
    return html`<span class="state danger">${icon(warning, 16)} ${say.noCrs()}</span>`;
  }
  return html`<span class="state good">${icon(check, 16)} ${say.ready()}</span>`;
}
