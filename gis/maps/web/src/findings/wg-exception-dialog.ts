/** Accept a finding for a time: why, and until when. */
import { css, html, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { api, told } from '../api/client.ts';
import { FormDialog } from '../ui/form-dialog.ts';
import { dictionary, either } from '../ui/words.ts';
import type { Finding } from './queue.ts';
import { ruleName } from './rules.ts';
import { dayIn, endOf } from './until.ts';

const say = dictionary({
  title: ['豁免此问题', 'Accept this finding'],
  what: [
    '在到期之前，只要数据不变，该问题不再妨碍发布。理由会记入日志。',
    'Until then it no longer stands in the way of publishing, as long as the data stay the same. The reason is logged.',
  ],
  reason: ['理由', 'Reason'],
  example: ['例如：明年春季拆迁，届时重划', 'For example: demolished next spring'],
  until: ['到期日', 'Until the end of'],
  accept: ['豁免', 'Accept'],
});
const MONTHS = 6;

@customElement('wg-exception-dialog')
export class WgExceptionDialog extends FormDialog {
  static override styles = [
    FormDialog.styles,
    css`
      .finding {
        padding: 8px 12px;
        border-radius: var(--radius);
        background: var(--sunken);
      }
      textarea {
        min-height: 76px;
        resize: vertical;
      }
      input[type='date'] {
        max-width: 200px;
      }
    `,
  ];

  @property({ type: Number }) plan = 0;
  @property({ attribute: false }) finding!: Finding;
  @query('textarea') private reason!: HTMLTextAreaElement;
  @query('input') private until!: HTMLInputElement;

  protected heading(): string {
    return say.title();
  }

  protected doIt(): string {
    return say.accept();
  }

  protected body(): TemplateResult {
    return html`<p class="finding"><strong>${ruleName(this.finding.rule)}</strong><br />${either(this.finding)}</p>
      <p class="hint">${say.what()}</p>
      <label
        >${say.reason()}
        <textarea autofocus required minlength="3" maxlength="2000" placeholder=${say.example()}></textarea>
      </label>
      <label
        >${say.until()}
        <input type="date" required min=${dayIn({ days: 1 })} .defaultValue=${dayIn({ months: MONTHS })} />
      </label>`;
  }

  protected async send(): Promise<void> {
    const body = {
      finding: this.finding.id,
      reason: this.reason.value.trim(),
      expires_at: endOf(this.until.value),
    };
    const params = { path: { plan: this.plan } };
    await told(api.POST('/api/v1/plans/{plan}/exceptions', { params, body }));
    this.dispatchEvent(new CustomEvent('accepted', { detail: this.finding.id }));
    this.dialog.close();
  }
}
