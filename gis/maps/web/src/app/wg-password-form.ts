/** Choose a password of one's own: after a one-time password, or instead of the present one. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { asProblem } from '../api/client.ts';
import { changePassword, me } from '../api/session.ts';
import { controls } from '../ui/controls.ts';
import { dictionary } from '../ui/words.ts';
import { faultOf, SHORTEST } from './passwords.ts';

const say = dictionary({
  old: ['现在的密码', 'Present password'],
  chosen: ['新密码', 'New password'],
  again: ['再输入一次', 'The same again'],
  hint: [
    `至少 ${SHORTEST} 个字符，一句自己记得住的话最好。`,
    `At least ${SHORTEST} characters; a sentence you will remember is best.`,
  ],
  save: ['保存密码', 'Save the password'],
  saving: ['正在保存……', 'Saving ...'],
  short: (missing: number) => [`还差 ${missing} 个字符。`, `${missing} more characters needed.`],
  different: ['两次输入的不一样。', 'The two are not the same.'],
  wrong: ['现在的密码不对。', 'The present password is wrong.'],
});

@customElement('wg-password-form')
export class WgPasswordForm extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      form {
        display: grid;
        gap: 16px;
      }
      input {
        min-height: 40px;
      }
      button {
        min-height: 40px;
      }
    `,
  ];

  /** Whether the present password is asked for. */
  @property({ type: Boolean }) old = false;
  @state() private fault = '';
  @state() private busy = false;
  @query('form') private form!: HTMLFormElement;

  override render(): TemplateResult {
    return html`<form @submit=${this.save} @input=${() => (this.fault = '')}>
      <input type="text" name="user" autocomplete="username" .value=${me.get()?.user ?? ''} hidden />
      ${
        this.old
          ? html`<label
            >${say.old()}
            <input type="password" name="old" autocomplete="current-password" required />
          </label>`
          : nothing
      }
      <label
        >${say.chosen()}
        <input
          type="password"
          name="chosen"
          autocomplete="new-password"
          aria-describedby="hint"
          maxlength="256"
          required
        />
        <span class="hint" id="hint">${say.hint()}</span>
      </label>
      <label
        >${say.again()}
        <input type="password" name="again" autocomplete="new-password" maxlength="256" required />
      </label>
      ${this.fault ? html`<p class="error" role="alert">${this.fault}</p>` : nothing}
      <button class="primary" ?disabled=${this.busy}>
        ${this.busy ? say.saving() : say.save()}
      </button>
    </form>`;
  }

  protected override firstUpdated(): void {
    this.form.querySelector<HTMLInputElement>('input:not([hidden])')?.focus();
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const given = new FormData(this.form);
    const [chosen, again] = [String(given.get('chosen')), String(given.get('again'))];
    const fault = faultOf(chosen, again);
    if (fault) {
      this.fault = fault.kind === 'short' ? say.short(fault.missing) : say.different();
      return;
    }
    this.busy = true;
    try {
      await changePassword(chosen, this.old ? String(given.get('old')) : undefined);
      this.form.reset();
      this.dispatchEvent(new CustomEvent('saved'));
    } catch (error) {
      const problem = asProblem(error);
      this.fault = problem.kind === 'credentials' ? say.wrong() : problem.told;
    } finally {
      this.busy = false;
    }
  }
}
