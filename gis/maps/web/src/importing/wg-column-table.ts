/** Which column of a layer is read as which of ours, with values to judge by. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import shield from 'lucide-static/icons/shield-alert.svg?raw';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { dictionary } from '../ui/words.ts';
import type { Decision, Layer } from './decisions.ts';
import { COLUMNS, columnName } from './names.ts';

const say = dictionary({
  ours: ['含义', 'Meaning'],
  theirs: ['文件中的列', 'Column of the file'],
  samples: ['示例', 'Examples'],
  none: ['（无）', '(none)'],
  choose: (name: string) => [`“${name}”取自`, `${name} is read from`],
  needed: ['必需', 'needed'],
  rest: ['其余列', 'Other columns'],
  passed: ['原样保留', 'kept as they are'],
  unused: ['不导入', 'not imported'],
  personal: ['疑似个人信息', 'Looks personal'],
  hidden: ['示例已隐藏', 'Examples are hidden'],
  empty: ['全部为空', 'All empty'],
});

type Column = Layer['columns'][number];

@customElement('wg-column-table')
export class WgColumnTable extends SignalWatcher(LitElement) {
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
        width: 28%;
      }
      th:nth-child(2) {
        width: 36%;
      }
      td {
        padding-block: 4px;
      }
      .samples {
        overflow: hidden;
        color: var(--muted);
        font-size: var(--small);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      details {
        margin-top: 12px;
      }
      summary {
        cursor: pointer;
        font-weight: 550;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(120px, 36%) 1fr;
        gap: 2px 12px;
        margin: 8px 0 0;
        font-size: var(--small);
      }
      dt {
        overflow-wrap: anywhere;
      }
      dd {
        margin: 0;
        min-width: 0;
      }
      .lacking select {
        border-color: var(--danger);
      }
    `,
  ];

  @property({ attribute: false }) layer: Layer | null = null;
  @property({ attribute: false }) decision: Decision | null = null;

  override render(): TemplateResult | typeof nothing {
    const { layer, decision } = this;
    if (!layer || !decision?.role) {
      return nothing;
    }
    const { names, needed } = COLUMNS[decision.role];
    const used = new Set(Object.values(decision.columns));
    const rest = layer.columns.filter((one) => !used.has(one.name));
    return html`
      <table>
        <thead>
          <tr>
            <th scope="col">${say.ours()}</th>
            <th scope="col">${say.theirs()}</th>
            <th scope="col">${say.samples()}</th>
          </tr>
        </thead>
        <tbody>
          ${names.map((ours, number) => this.#row(layer, decision, ours, number < needed))}
        </tbody>
      </table>
      ${
        rest.length > 0
          ? html`<details ?open=${rest.some((one) => one.personal)}>
              <summary>
                ${say.rest()}
                <span class="hint"
                  >${rest.length} · ${decision.role === 'buildings' ? say.passed() : say.unused()}</span
                >
              </summary>
              <dl>
                ${rest.map(
                  (one) => html`<dt>${one.name}</dt>
                    <dd class="samples">
                      ${
                        one.personal
                          ? html`<span class="badge high">${icon(shield, 14)} ${say.personal()}</span>
                              ${say.hidden()}`
                          : values(one)
                      }
                    </dd>`,
                )}
              </dl>
            </details>`
          : nothing
      }
    `;
  }

  #row(layer: Layer, decision: Decision, ours: string, needed: boolean): TemplateResult {
    const theirs = decision.columns[ours] ?? '';
    const column = layer.columns.find((one) => one.name === theirs);
    const name = columnName(ours);
    return html`<tr class=${needed && !theirs ? 'lacking' : ''}>
      <td>${name} ${needed ? html`<span class="badge low">${say.needed()}</span>` : nothing}</td>
      <td>
        <select
          aria-label=${say.choose(name)}
          .value=${live(theirs)}
          @change=${(event: Event) => {
            const { value } = event.target as HTMLSelectElement;
            this.dispatchEvent(
              new CustomEvent('column', { detail: { ours, theirs: value || null } }),
            );
          }}
        >
          <option value="" ?selected=${theirs === ''}>${say.none()}</option>
          ${layer.columns.map(
            (one) =>
              html`<option value=${one.name} ?selected=${one.name === theirs}>${one.name}</option>`,
          )}
        </select>
      </td>
      <td class="samples" title=${column?.samples.join(', ') ?? ''}>${column ? values(column) : ''}</td>
    </tr>`;
  }
}

function values(column: Column): string {
  return column.filled === 0 ? say.empty() : column.samples.join(' · ');
}
