/** The first thing one sees: who one is, and after a one-time password one of one's own. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { me } from '../api/session.ts';
import { controls } from '../ui/controls.ts';
import mark from '../ui/mark.svg';
import { theme } from '../ui/theme.ts';
import { dictionary } from '../ui/words.ts';
import town from './town.svg';
import './wg-login-form.ts';
import './wg-password-form.ts';
import './wg-switches.ts';

const say = dictionary({
  product: ['网格规划', 'Wangge'],
  promise: [
    '在地图上划分网格，户数随时看得见，不重不漏。',
    'Draw grids on the map: households counted as you go, every place covered, nothing twice.',
  ],
  login: ['登录', 'Log in'],
  choose: ['设置自己的密码', 'Choose your own password'],
  why: (user: string) => [
    `${user}，一次性密码已经用过，下次登录请用新密码。`,
    `${user}, the one-time password is used up. Next time you log in with this one.`,
  ],
});

@customElement('wg-login')
export class WgLogin extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1.15fr) minmax(400px, 1fr);
        height: 100%;
        background: var(--card);
      }
      .picture {
        position: relative;
        overflow: hidden;
        background: var(--paper);
        border-inline-end: 1px solid var(--line);
      }
      .picture img {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        padding: 48px;
        object-fit: contain;
      }
      .picture img.dark {
        filter: brightness(0.62) saturate(0.8);
      }
      main {
        display: grid;
        grid-template-rows: auto 1fr;
        min-height: 0;
        padding: 8px 16px 24px;
        overflow: auto;
      }
      wg-switches {
        justify-self: end;
      }
      .middle {
        align-self: center;
        justify-self: center;
        width: min(360px, 100%);
        padding-bottom: 48px;
      }
      .brand {
        display: flex;
        gap: 12px;
        align-items: center;
        margin-bottom: 8px;
      }
      .brand span {
        font-size: 24px;
        font-weight: 700;
        line-height: 1.3;
      }
      .promise {
        margin-bottom: 32px;
        color: var(--muted);
      }
      h1 {
        margin-bottom: 16px;
      }
      .why {
        margin-bottom: 16px;
        overflow-wrap: anywhere;
      }
      @media (width <= 860px) {
        :host {
          grid-template-columns: minmax(0, 1fr);
        }
        .picture {
          display: none;
        }
      }
    `,
  ];

  override render(): TemplateResult {
    const who = me.get();
    return html`
      <div class="picture"><img class=${theme.get()} src=${town} alt="" /></div>
      <main id="main">
        <wg-switches></wg-switches>
        <div class="middle">
          <div class="brand"><img src=${mark} alt="" width="36" height="36" /><span>${say.product()}</span></div>
          <p class="promise">${say.promise()}</p>
          ${
            who
              ? html`<h1 tabindex="-1">${say.choose()}</h1>
                  <p class="why">${say.why(who.user)}</p>
                  <wg-password-form></wg-password-form>`
              : html`<h1 tabindex="-1">${say.login()}</h1>
                  <wg-login-form></wg-login-form>`
          }
        </div>
      </main>
    `;
  }
}
