/** Why something failed: the sentence, and each fault of the files. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Problem } from '../api/client.ts';
import { controls } from '../ui/controls.ts';
import { dictionary, either, figure } from '../ui/words.ts';
import { columnName, roleName } from './names.ts';

interface Fault {
  readonly layer?: string;
  readonly feature?: string;
  readonly field?: string;
  readonly value?: string;
  readonly remedy?: string;
  readonly zh?: string | null;
}

const MOST = 20;
const say = dictionary({
  more: (count: string) => [`另有 ${count} 处`, `and ${count} more`],
});

@customElement('wg-failure')
export class WgFailure extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      :host([hidden]) {
        display: none;
      }
      ul {
        max-height: 30vh;
        margin: 8px 0 0;
        padding-inline-start: 20px;
        overflow: auto;
      }
      li {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) problem: Problem | null = null;

  override render(): TemplateResult | typeof nothing {
    const { problem } = this;
    this.hidden = problem === null;
    if (!problem) {
      return nothing;
    }
    const given = problem.body.faults;
    const faults = Array.isArray(given) ? (given as Fault[]) : [];
    return html`<div class="error" role="alert">
      <p>${problem.told}</p>
      ${
        faults.length > 0
          ? html`<ul>
              ${faults.slice(0, MOST).map(line)}
              ${faults.length > MOST ? html`<li>${say.more(figure(faults.length - MOST))}</li>` : nothing}
            </ul>`
          : nothing
      }
    </div>`;
  }
}

function line({ layer, feature, field, value, remedy, zh }: Fault): TemplateResult {
  const place = [
    layer && roleName(layer),
    feature,
    field && field !== 'file' && !field.startsWith('body') ? columnName(field) : '',
  ];
  const where = [...place, value !== feature ? value : ''].filter(Boolean).join(' · ');
  const en = remedy ?? '';
  return html`<li>${where ? html`<strong>${where}</strong> ` : nothing}${either({ zh: zh ?? en, en })}</li>`;
}
