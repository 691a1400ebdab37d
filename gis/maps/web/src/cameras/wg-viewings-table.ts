/** The register of viewings: who looked through which camera, when, how long and why. It can be
 * read, and nothing in it changed. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import again from 'lucide-static/icons/refresh-cw.svg?raw';
import { asProblem, type Problem } from '../api/client.ts';
import { commandRoute } from '../app/command-route.ts';
import { follow, format } from '../app/route.ts';
import { clock } from '../tickets/times.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, figure } from '../ui/words.ts';
import type { Viewing } from './contract.ts';
import { elapsed } from './countdown.ts';
import { pageStyles } from './page-styles.ts';
import { viewings } from './requests.ts';

const say = dictionary({
  what: [
    '每次调看都有登记：谁、何时、哪个摄像头、事由。登记不可修改或删除，画面不录存。',
    'Every viewing is here: who, when, which camera, why. Entries are never changed or deleted; nothing is recorded.',
  ],
  asked: ['申请时间', 'Asked'],
  camera: ['摄像头', 'Camera'],
  who: ['人员', 'Who'],
  unit: ['单位', 'Unit'],
  reason: ['事由', 'Reason'],
  ticket: ['事件', 'Ticket'],
  long: ['观看时长', 'How long'],
  unused: ['未打开', 'never opened'],
  running: ['正在观看', 'looking now'],
  none: ['还没有人调看过。', 'Nobody has looked yet.'],
  reading: ['正在读取……', 'Reading ...'],
  more: ['更早的', 'Earlier ones'],
  again: ['刷新', 'Refresh'],
  shown: (count: string) => [`已读 ${count} 条`, `${count} read`],
});
const PAGE = 100;
/** Those who belong to no jurisdiction in particular. */
const ROOT = '0';

@customElement('wg-viewings-table')
export class WgViewingsTable extends SignalWatcher(LitElement) {
  static override styles = pageStyles;

  @state() private rows: readonly Viewing[] | null = null;
  @state() private more = false;
  @state() private problem: Problem | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load(false);
  }

  override render(): TemplateResult {
    return html`<div class="filters">
        <p class="hint wide">${say.what()}</p>
        <span class="hint figures end" role="status">${say.shown(figure(this.rows?.length ?? 0))}</span>
        <button @click=${() => void this.load(false)}>${icon(again, 16)}${say.again()}</button>
      </div>
      ${this.problem ? html`<p class="error" role="alert">${this.problem.told}</p>` : nothing}
      <div class="frame" tabindex="0" role="group" aria-label=${say.what()}>
        <table>
          <thead>
            <tr>
              <th>${say.asked()}</th>
              <th>${say.camera()}</th>
              <th>${say.who()}</th>
              <th>${say.unit()}</th>
              <th>${say.reason()}</th>
              <th>${say.ticket()}</th>
              <th class="number">${say.long()}</th>
            </tr>
          </thead>
          <tbody>
            ${repeat(this.rows ?? [], (one) => one.id, line)}
          </tbody>
        </table>
        ${this.rows === null && !this.problem ? html`<p class="empty">${say.reading()}</p>` : nothing}
        ${this.rows?.length === 0 ? html`<p class="empty">${say.none()}</p>` : nothing}
      </div>
      ${this.more ? html`<button class="more" @click=${() => void this.load(true)}>${say.more()}</button>` : nothing}`;
  }

  private async load(earlier: boolean): Promise<void> {
    const before = earlier ? this.rows?.at(-1)?.id : undefined;
    try {
      const found = await viewings({ limit: PAGE, ...(before ? { before } : {}) });
      this.rows = before ? [...(this.rows ?? []), ...found] : found;
      this.more = found.length === PAGE;
      this.problem = null;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }
}

function line(one: Viewing): TemplateResult {
  return html`<tr>
    <td class="figures">${clock(one.created_at)}</td>
    <td title=${one.code}>${one.camera_name}</td>
    <td>${one.user_name}</td>
    <td>${one.unit === ROOT ? '' : one.unit}</td>
    <td class="wrap">${one.reason}</td>
    <td>
      ${
        one.ticket
          ? html`<a class="figures" href=${format(commandRoute({ ticket: one.ticket }))} @click=${follow}>${one.ticket}</a>`
          : nothing
      }
    </td>
    <td class="number">${long(one)}</td>
  </tr>`;
}

function long({ begun_at, ended_at }: Viewing): string {
  if (!begun_at) {
    return say.unused();
  }
  return ended_at ? elapsed(Date.parse(begun_at), Date.parse(ended_at)) : say.running();
}
