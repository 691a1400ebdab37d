/** Who is logged in, what they may do, and the way out. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import person from 'lucide-static/icons/circle-user.svg?raw';
import key from 'lucide-static/icons/key-round.svg?raw';
import leave from 'lucide-static/icons/log-out.svg?raw';
import close from 'lucide-static/icons/x.svg?raw';
import { asProblem } from '../api/client.ts';
import { logOut, me } from '../api/session.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { announced, dictionary, language } from '../ui/words.ts';
import { roleName } from './names.ts';
import { go } from './route.ts';
import '../ui/wg-menu.ts';
import './wg-password-form.ts';

const say = dictionary({
  account: (user: string) => [`账户：${user}`, `Account: ${user}`],
  everywhere: ['全部辖区', 'everywhere'],
  nothing: ['没有任何角色，请联系管理员。', 'You hold no role; ask an administrator.'],
  password: ['修改密码', 'Change the password'],
  logOut: ['退出登录', 'Log out'],
  close: ['关闭', 'Close'],
  saved: [
    '密码已修改，其他设备上的登录已结束。',
    'The password is changed; your other sessions have ended.',
  ],
});

@customElement('wg-account')
export class WgAccount extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      .user {
        display: inline-block;
        max-width: 120px;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .who {
        padding: 8px 10px;
      }
      .who strong {
        display: block;
        overflow-wrap: anywhere;
      }
      dialog {
        width: min(400px, calc(100vw - 32px));
      }
    `,
  ];

  @state() private changing = false;
  @query('dialog') private dialog!: HTMLDialogElement;

  override render(): TemplateResult {
    const who = me.get();
    const user = who?.user ?? '';
    return html`
      <wg-menu label=${say.account(user)}>
        <span slot="face">${icon(person)}</span>
        <span slot="face" class="user">${user}</span>
        <div class="who">
          <strong>${user}</strong>
          ${held().map((line) => html`<div class="hint">${line}</div>`)}
        </div>
        <hr />
        <button @click=${this.change}>${icon(key)} ${say.password()}</button>
        <button @click=${this.leave}>${icon(leave)} ${say.logOut()}</button>
      </wg-menu>
      <dialog aria-labelledby="title" @close=${() => (this.changing = false)}>
        <header>
          <h2 id="title">${say.password()}</h2>
          <button class="plain icon" aria-label=${say.close()} @click=${() => this.dialog.close()}>
            ${icon(close)}
          </button>
        </header>
        <div class="body">
          ${this.changing ? html`<wg-password-form old @saved=${this.saved}></wg-password-form>` : ''}
        </div>
      </dialog>
    `;
  }

  private change(): void {
    this.changing = true;
    this.dialog.showModal();
  }

  private saved(): void {
    this.dialog.close();
    announced.set(say.saved());
  }

  private async leave(): Promise<void> {
    try {
      await logOut();
      // Whoever comes next begins at the beginning.
      go({ page: 'plans' });
    } catch (error) {
      announced.set(asProblem(error).told);
    }
  }
}

/** Roles in words, one line a jurisdiction. */
function held(): string[] {
  const grants = me.get()?.grants ?? [];
  const places = new Map<string, string[]>();
  for (const { role, jurisdiction } of grants) {
    places.set(jurisdiction, [...(places.get(jurisdiction) ?? []), roleName(role)]);
  }
  const comma = language.get() === 'zh' ? '、' : ', ';
  const lines = [...places].map(([code, roles]) => {
    const place = code === '0' ? say.everywhere() : code;
    return language.get() === 'zh'
      ? `${place}：${roles.join(comma)}`
      : `${roles.join(comma)} - ${place}`;
  });
  return lines.length > 0 ? lines : [say.nothing()];
}
