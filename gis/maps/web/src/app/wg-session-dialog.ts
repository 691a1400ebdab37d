/** A session that ended while somebody worked: log in again, and nothing on the page is lost. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { ended, me } from '../api/session.ts';
import { controls } from '../ui/controls.ts';
import { dictionary } from '../ui/words.ts';
import './wg-login-form.ts';

const say = dictionary({
  title: ['登录已过期', 'Your session has ended'],
  why: [
    '重新登录后可继续工作，页面上的内容都还在。',
    'Log in again to go on; what is on the page stays.',
  ],
});

@customElement('wg-session-dialog')
export class WgSessionDialog extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      dialog {
        width: min(400px, calc(100vw - 32px));
      }
    `,
  ];

  @query('dialog') private dialog!: HTMLDialogElement;

  override render(): TemplateResult {
    // Without a login there is nothing to go back to: Esc keeps it open.
    return html`<dialog aria-labelledby="title" @cancel=${(event: Event) => event.preventDefault()}>
      <header><h2 id="title">${say.title()}</h2></header>
      <div class="body">
        <p>${say.why()}</p>
        ${ended.get() ? html`<wg-login-form .user=${me.get()?.user ?? ''}></wg-login-form>` : ''}
      </div>
    </dialog>`;
  }

  protected override updated(): void {
    if (ended.get() && !this.dialog.open) {
      this.dialog.showModal();
    }
    if (!ended.get() && this.dialog.open) {
      this.dialog.close();
    }
  }
}
