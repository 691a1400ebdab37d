/** Accept a finding for a time: why, and until when. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { api, asProblem, type Problem, told } from '../api/client.ts';
import { controls } from '../ui/controls.ts';
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
  cancel: ['取消', 'Cancel'],
  accept: ['豁免', 'Accept'],
  accepting: ['正在保存……', 'Saving ...'],
});
const MONTHS = 6;

@customElement('wg-exception-dialog')
export class WgExceptionDialog extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      dialog {
        width: min(480px, calc(100vw - 32px));
      }
      form {
        display: grid;
        gap: 16px;
      }
      .finding {
        padding: 8px 12px;
        border-radius: var(--radius);
        background: var(--sunken);
        overflow-wrap: anywhere;
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
  @state() private problem: Problem | null = null;
  @state() private busy = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('textarea') private reason!: HTMLTextAreaElement;
  @query('input') private until!: HTMLInputElement;

  override render(): TemplateResult {
    return html`<dialog
      aria-labelledby="title"
      @close=${() => this.dispatchEvent(new CustomEvent('closed'))}
    >
      <header><h2 id="title">${say.title()}</h2></header>
      <div class="body">
        <p class="finding"><strong>${ruleName(this.finding.rule)}</strong><br />${either(this.finding)}</p>
        <p class="hint">${say.what()}</p>
        <form id="form" @submit=${this.accept}>
          <label
            >${say.reason()}
            <textarea required minlength="3" maxlength="2000" placeholder=${say.example()}></textarea>
          </label>
          <label
            >${say.until()}
            <input type="date" required min=${dayIn({ days: 1 })} .defaultValue=${dayIn({ months: MONTHS })} />
          </label>
        </form>
        ${this.problem ? html`<p class="error" role="alert">${this.problem.told}</p>` : nothing}
      </div>
      <footer>
        <button @click=${() => this.dialog.close()}>${say.cancel()}</button>
        <button class="primary" form="form" ?disabled=${this.busy}>
          ${this.busy ? say.accepting() : say.accept()}
        </button>
      </footer>
    </dialog>`;
  }

  protected override firstUpdated(): void {
    this.dialog.showModal();
    this.reason.focus();
  }

  private async accept(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    this.busy = true;
    this.problem = null;
    try {
      const body = {
        finding: this.finding.id,
        reason: this.reason.value.trim(),
        expires_at: endOf(this.until.value),
      };
      const params = { path: { plan: this.plan } };
      await told(api.POST('/api/v1/plans/{plan}/exceptions', { params, body }));
      this.dispatchEvent(new CustomEvent('accepted', { detail: this.finding.id }));
      this.dialog.close();
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.busy = false;
    }
  }
}
