/** Check boxes in groups, with a filter; tells `chosen` with the set of keys. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { controls } from '../ui/controls.ts';
import { dictionary } from '../ui/words.ts';
import { changed, type Group, matching, shareOf } from './choices.ts';

const say = dictionary({
  filter: ['筛选', 'Filter'],
  none: ['没有符合条件的。', 'Nothing matches.'],
});
/** So many fit without a filter. */
const FEW = 12;

@customElement('wg-choices')
export class WgChoices extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: 8px;
      }
      .list {
        max-height: 220px;
        padding: 4px 12px 8px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--sunken);
        overflow: auto;
      }
      fieldset {
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 4px 0;
      }
      legend label {
        font-weight: 600;
      }
      .items {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(220px, 1fr));
        gap: 0 16px;
        padding-inline-start: 24px;
      }
      label.inline {
        display: flex;
        min-width: 0;
        min-height: 28px;
      }
      label span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      label input {
        flex: none;
      }
      label .hint {
        flex: none;
        margin-inline-start: auto;
        font-variant-numeric: tabular-nums;
      }
      @media (pointer: coarse) {
        label.inline {
          min-height: 40px;
        }
      }
    `,
  ];

  @property({ attribute: false }) groups: readonly Group[] = [];
  @property({ attribute: false }) chosen: ReadonlySet<string> = new Set();
  @state() private text = '';

  override render(): TemplateResult {
    const count = this.groups.reduce((sum, group) => sum + group.items.length, 0);
    const shown = matching(this.groups, this.text);
    return html`
      ${
        count > FEW
          ? html`<input
            type="search"
            aria-label=${say.filter()}
            placeholder=${say.filter()}
            @input=${(event: InputEvent) => (this.text = (event.target as HTMLInputElement).value)}
          />`
          : nothing
      }
      <div class="list">
        ${shown.length === 0 ? html`<p class="hint">${say.none()}</p>` : nothing}
        ${shown.map((group) => this.group(group))}
      </div>
    `;
  }

  private group(group: Group): TemplateResult {
    const share = shareOf(group, this.chosen);
    return html`<fieldset>
      <legend>
        <label class="inline">
          <input
            type="checkbox"
            .checked=${share === 'all'}
            .indeterminate=${share === 'some'}
            @change=${() => this.tell(changed(this.chosen, group.items, share !== 'all'))}
          /><span>${group.name}</span>
        </label>
      </legend>
      <div class="items">
        ${group.items.map(
          (item) => html`<label class="inline" title=${item.name}>
            <input
              type="checkbox"
              .checked=${this.chosen.has(item.key)}
              @change=${(event: Event) =>
                this.tell(changed(this.chosen, [item], (event.target as HTMLInputElement).checked))}
            /><span>${item.name}</span><span class="hint">${item.note}</span>
          </label>`,
        )}
      </div>
    </fieldset>`;
  }

  private tell(detail: Set<string>): void {
    this.dispatchEvent(new CustomEvent('chosen', { detail }));
  }
}
