/** Name and password, for the first page and for a session that ended meanwhile. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { asProblem, type Problem } from '../api/client.ts';
import { logIn } from '../api/session.ts';
import { controls } from '../ui/controls.ts';
import { dictionary } from '../ui/words.ts';

const say = dictionary({
  user: ['用户名', 'User name'],
  password: ['密码', 'Password'],
  show: ['显示密码', 'Show the password'],
  enter: ['登录', 'Log in'],
  entering: ['正在登录……', 'Logging in ...'],
  wrong: [
    '用户名或密码不对。一次性密码只能用一次；忘记密码请联系管理员。',
    'Wrong name or password. A one-time password serves only once; if you forgot yours, ask an administrator.',
  ],
  often: (minutes: number) => [
    `尝试次数太多，请在 ${minutes} 分钟后再试。`,
    `Too many attempts; try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
  ],
});

@customElement('wg-login-form')
export class WgLoginForm extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      form {
        display: grid;
        gap: 16px;
      }
      input:not([type='checkbox']),
      button {
        min-height: 40px !important;
      }
    `,
  ];

  /** A name that is known already. */
  @property() user = new URLSearchParams(location.search).get('user') ?? '';
  @state() private problem: Problem | null = null;
  @state() private busy = false;
  @state() private shown = false;
  @query('form') private form!: HTMLFormElement;
  @query('[name=password]') private password!: HTMLInputElement;

  override render(): TemplateResult {
    return html`<form @submit=${this.enter}>
      <label
        >${say.user()}
        <input
          name="user"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          maxlength="256"
          .value=${this.user}
          required
        />
      </label>
      <label
        >${say.password()}
        <input
          name="password"
          type=${this.shown ? 'text' : 'password'}
          autocomplete="current-password"
          maxlength="256"
          required
        />
      </label>
      <label class="inline">
        <input
          type="checkbox"
          .checked=${this.shown}
          @change=${() => (this.shown = !this.shown)}
        />${say.show()}
      </label>
      ${this.problem ? html`<p class="error" role="alert">${told(this.problem)}</p>` : nothing}
      <button class="primary" ?disabled=${this.busy}>
        ${this.busy ? say.entering() : say.enter()}
      </button>
    </form>`;
  }

  protected override firstUpdated(): void {
    const wanted = this.user ? 'password' : 'user';
    this.form.querySelector<HTMLInputElement>(`[name=${wanted}]`)?.focus();
  }

  private async enter(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const given = new FormData(this.form);
    this.busy = true;
    this.problem = null;
    try {
      await logIn(String(given.get('user')).trim(), String(given.get('password')));
      this.form.reset();
    } catch (error) {
      this.problem = asProblem(error);
      this.password.select();
      this.password.focus();
    } finally {
      this.busy = false;
    }
  }
}

function told(problem: Problem): string {
  if (problem.kind === 'credentials') {
    return say.wrong();
  }
  if (problem.status === 429 && problem.wait) {
    return say.often(Math.ceil(problem.wait / 60));
  }
  return problem.told;
}
