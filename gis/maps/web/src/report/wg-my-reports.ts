/** Reports of this phone: those that wait, those that were refused, and what became of the others. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import sending from 'lucide-static/icons/cloud-upload.svg?raw';
import copy from 'lucide-static/icons/copy.svg?raw';
import waiting from 'lucide-static/icons/hourglass.svg?raw';
import refused from 'lucide-static/icons/octagon-alert.svg?raw';
import again from 'lucide-static/icons/refresh-cw.svg?raw';
import search from 'lucide-static/icons/search.svg?raw';
import remove from 'lucide-static/icons/trash-2.svg?raw';
import { follow, format, go } from '../app/route.ts';
import { phone } from '../tickets/phone-styles.ts';
import { clock } from '../tickets/times.ts';
import { classIcon } from '../tickets/words.ts';
import { icon } from '../ui/icon.ts';
import { toast, toastProblem } from '../ui/toast.ts';
import { ask } from '../ui/wg-question-dialog.ts';
import { dictionary, either } from '../ui/words.ts';
import type { Kept } from './contract.ts';
import { online, queue } from './shared.ts';
import './wg-progress.ts';

const say = dictionary({
  find: ['用受理号查询', 'Look up a receipt'],
  number: ['受理号', 'Receipt'],
  look: ['查询', 'Look up'],
  mine: ['本机的上报', 'Reports of this phone'],
  none: [
    '还没有上报。发现问题，拍一张，选个类别就能上报。',
    'Nothing yet. Take a photo of what is wrong, say what it is, and send it.',
  ],
  waiting: ['等待发送，联网后自动发出', 'Waiting; sent by itself once there is a network'],
  soon: ['等待发送，稍后自动重试', 'Waiting; tried again in a moment'],
  sending: ['正在发送……', 'Being sent ...'],
  refused: ['没有被接收', 'It was not taken'],
  retry: ['重新发送', 'Send again'],
  now: ['立即发送', 'Send now'],
  forget: ['从本机删除', 'Delete here'],
  sure: ['删除这条上报？', 'Delete this report?'],
  lost: [
    '这条上报还没有发出，删除后无法恢复。',
    'It has not been sent; it cannot be brought back.',
  ],
  stays: [
    '只从本机的列表中删除，已受理的事件不受影响。请先记下受理号。',
    'It leaves the list of this phone only; the ticket goes on. Note its receipt first.',
  ],
  progress: ['查看进度', 'How far it is'],
  copy: ['复制受理号', 'Copy the receipt'],
  copied: ['受理号已复制', 'The receipt is copied'],
  photo: ['照片', 'Photo'],
});

@customElement('wg-my-reports')
export class WgMyReports extends SignalWatcher(LitElement) {
  static override styles = [
    phone,
    css`
      :host {
        display: grid;
        gap: 12px;
        padding: 12px;
      }
      form {
        display: flex;
        gap: 8px;
      }
      form label {
        flex: 1;
      }
      .receipt {
        font-size: 15px;
        letter-spacing: 0.02em;
        overflow-wrap: anywhere;
      }
      li.card {
        gap: 6px;
      }
      li img {
        width: 56px;
        height: 56px;
        flex: none;
        border-radius: 6px;
        object-fit: cover;
      }
      .name {
        font-weight: 600;
      }
      .kind {
        flex: none;
        color: var(--accent);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .actions button {
        flex: 1;
      }
      .state {
        display: inline-flex;
        gap: 6px;
        align-items: center;
        font-size: var(--small);
      }
      .state.wait {
        color: var(--high);
      }
      .state.bad {
        color: var(--danger);
      }
      .found {
        border-color: var(--accent);
      }
    `,
  ];

  /** The one whose progress is shown. */
  @property() receipt = '';
  @state() private open = new Set<string>();
  @query('input') private input!: HTMLInputElement;
  private readonly addresses = new Map<Blob, string>();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const address of this.addresses.values()) {
      URL.revokeObjectURL(address);
    }
    this.addresses.clear();
  }

  override render(): TemplateResult {
    const all = queue.reports.get();
    return html`
      <section class="card">
        <h2>${say.find()}</h2>
        <form @submit=${this.look}>
          <label
            ><span class="visually-hidden">${say.number()}</span>
            <input
              class="code"
              placeholder=${say.number()}
              .value=${this.receipt}
              autocapitalize="none"
              spellcheck="false"
              maxlength="64"
              required
            />
          </label>
          <button>${icon(search)}${say.look()}</button>
        </form>
        ${this.receipt ? html`<wg-progress .receipt=${this.receipt}></wg-progress>` : nothing}
      </section>
      <h2>${say.mine()}</h2>
      ${
        all.length === 0
          ? html`<p class="empty">${say.none()}</p>`
          : html`<ul class="cards">
              ${repeat(
                all,
                (one) => one.external,
                (one) => this.card(one),
              )}
            </ul>`
      }
    `;
  }

  private card(one: Kept): TemplateResult {
    const { category } = one;
    return html`<li class="card" data-state=${one.state}>
      <div class="line">
        ${
          one.photo
            ? html`<img src=${this.address(one.photo)} alt=${say.photo()} />`
            : html`<span class="kind">${icon(classIcon(category.code), 24)}</span>`
        }
        <div class="grow">
          <div class="name">${either([category.name, category.name_en || category.name])}</div>
          <div class="hint figures">${clock(one.made)}${one.grid ? ` · ${one.grid}` : ''}</div>
        </div>
      </div>
      ${one.description ? html`<p>${one.description}</p>` : nothing}
      ${one.state === 'sent' ? this.sent(one) : this.unsent(one)}
    </li>`;
  }

  private sent(one: Kept): TemplateResult {
    const receipt = one.receipt ?? '';
    const shown = this.open.has(one.external);
    return html`<div class="line">
        <span class="grow hint"
          >${say.number()}
          <a class="code receipt" href=${format({ page: 'snap', receipt })} @click=${follow}
            >${receipt}</a
          ></span
        >
        <button
          class="plain icon"
          title=${say.copy()}
          aria-label=${say.copy()}
          @click=${() => void this.copy(receipt)}
        >
          ${icon(copy)}
        </button>
        ${this.remover(one)}
      </div>
      ${
        shown
          ? html`<wg-progress .receipt=${receipt}></wg-progress>`
          : html`<div class="actions">
              <button aria-expanded="false" @click=${() => this.unfold(one.external)}>
                ${say.progress()}
              </button>
            </div>`
      }`;
  }

  private unsent(one: Kept): TemplateResult {
    if (queue.sending.get() === one.external) {
      return html`<p class="state" role="status">${icon(sending, 16)}${say.sending()}</p>`;
    }
    const bad = one.state === 'refused';
    const words = bad ? say.refused() : online.get() ? say.soon() : say.waiting();
    return html`<p class="state ${bad ? 'bad' : 'wait'}" role="status">
        ${icon(bad ? refused : waiting, 16)}${words}
      </p>
      ${one.reason ? html`<p class="hint">${either(one.reason)}</p>` : nothing}
      <div class="actions">
        <button @click=${() => queue.retry(one.external).catch(toastProblem)}>
          ${icon(again)}${bad ? say.retry() : say.now()}
        </button>
        ${this.remover(one)}
      </div>`;
  }

  private remover(one: Kept): TemplateResult {
    return html`<button
      class="plain icon"
      title=${say.forget()}
      aria-label=${say.forget()}
      @click=${() =>
        ask(
          {
            title: say.sure,
            text: one.state === 'sent' ? say.stays : say.lost,
            yes: say.forget,
            tone: 'danger',
          },
          () => void queue.forget(one.external),
        )}
    >
      ${icon(remove)}
    </button>`;
  }

  private address(photo: Blob): string {
    const known = this.addresses.get(photo) ?? URL.createObjectURL(photo);
    this.addresses.set(photo, known);
    return known;
  }

  private unfold(external: string): void {
    this.open = new Set([...this.open, external]);
  }

  private async copy(receipt: string): Promise<void> {
    await navigator.clipboard?.writeText(receipt);
    toast(say.copied());
  }

  private look(event: SubmitEvent): void {
    event.preventDefault();
    go({ page: 'snap', receipt: this.input.value.trim() });
  }
}
