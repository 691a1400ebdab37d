/** The mobile page: report, what became of one's reports, and for grid workers what is to be done.
 * It stands without the bar of the desk, and works before anybody is known. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import cameraIcon from 'lucide-static/icons/camera.svg?raw';
import doneIcon from 'lucide-static/icons/circle-check.svg?raw';
import tasksIcon from 'lucide-static/icons/clipboard-list.svg?raw';
import mineIcon from 'lucide-static/icons/history.svg?raw';
import waitIcon from 'lucide-static/icons/hourglass.svg?raw';
import loginIcon from 'lucide-static/icons/log-in.svg?raw';
import offIcon from 'lucide-static/icons/wifi-off.svg?raw';
import { Unreachable } from '../api/client.ts';
import { me } from '../api/session.ts';
import { go, route } from '../app/route.ts';
import { icon } from '../ui/icon.ts';
import mark from '../ui/mark.svg';
import { announced, dictionary, figure } from '../ui/words.ts';
import { keepPage } from './offline.ts';
import { pageStyles } from './page-styles.ts';
import { learn, online, problem, queue, snap, watchNetwork, worker } from './shared.ts';
import './wg-snap-form.ts';
import '../app/wg-switches.ts';

const say = dictionary({
  title: ['随手拍', 'Snap and report'],
  report: ['上报', 'Report'],
  mine: ['我的上报', 'My reports'],
  tasks: ['待办事件', 'My tickets'],
  pages: ['页面', 'Pages'],
  login: ['登录', 'Log in'],
  offline: [
    '没有网络。可以照常填写，联网后自动发送。',
    'No network. Write as usual; it is sent once there is one.',
  ],
  waits: (count: string) => [`${count} 条等待发送`, `${count} waiting`],
  closed: [
    '本服务暂不接受居民上报。网格员请登录后使用。',
    'This service takes no reports from residents at present. Grid workers log in.',
  ],
  sent: ['已上报', 'Reported'],
  kept: ['已保存在手机里', 'Kept on this phone'],
  sentHow: [
    '感谢！凭受理号可以随时查询处理进度。',
    'Thank you! With the receipt you can see how far it is at any time.',
  ],
  keptHow: [
    '现在发不出去，联网后会自动发送，不会重复也不会丢失。可以关闭本页。',
    'It cannot be sent now. It goes by itself once there is a network: once, and surely. You may close the page.',
  ],
  refused: ['没有被接收', 'It was not taken'],
  nowhere: [
    '没有可用的定位，工作人员会按您的描述查找地点。',
    'Its place is not known: somebody will look for it by your words.',
  ],
  number: ['受理号', 'Receipt'],
  again: ['再报一条', 'Report another'],
  follow: ['查看我的上报', 'See my reports'],
  asking: ['正在读取……', 'Reading ...'],
});
type Tab = 'report' | 'mine' | 'tasks';

@customElement('wg-snap-page')
export class WgSnapPage extends SignalWatcher(LitElement) {
  static override styles = pageStyles;

  @state() private tab: Tab = 'report';
  /** External id of the report that was just made. */
  @state() private made: string | null = null;
  @state() private entering = false;
  private unwatch: (() => void) | null = null;
  /** Whether the service was there when the page was last drawn. */
  private there = true;

  override connectedCallback(): void {
    super.connectedCallback();
    this.unwatch = watchNetwork();
    void learn();
    // A browser that keeps nothing begins with nothing.
    queue.open().catch(() => undefined);
    // Needed without a network: fetched before.
    void import('./wg-my-reports.ts');
    void import('../map/wg-pin-map.ts');
    void keepPage();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unwatch?.();
  }

  override render(): TemplateResult {
    const now = route.get();
    const receipt = now.page === 'snap' ? now.receipt : '';
    const tab = receipt ? 'mine' : this.tab;
    return html`
      <header>
        <img src=${mark} alt="" width="24" height="24" />
        <h1>${say.title()}</h1>
        <wg-switches></wg-switches>
        ${this.account()}
      </header>
      ${
        online.get()
          ? nothing
          : html`<p class="offline" role="status">${icon(offIcon, 16)}${say.offline()}</p>`
      }
      <main id="main" tabindex="-1">${this.content(tab, receipt)}</main>
      <nav aria-label=${say.pages()}>
        ${this.tabButton('report', cameraIcon, tab)} ${this.tabButton('mine', mineIcon, tab)}
        ${worker.get() ? this.tabButton('tasks', tasksIcon, tab) : nothing}
      </nav>
    `;
  }

  protected override updated(): void {
    const there = online.get();
    if (there && !this.there) {
      void queue.flush();
      void learn();
    }
    this.there = there;
  }

  private account(): TemplateResult | typeof nothing {
    if (me.get()) {
      void import('../app/wg-account.ts');
      return html`<wg-account></wg-account>`;
    }
    const words = say.login();
    return html`<button
      class="plain icon"
      title=${words}
      aria-label=${words}
      aria-pressed=${String(this.entering)}
      @click=${() => (this.entering = !this.entering)}
    >
      ${icon(loginIcon)}
    </button>`;
  }

  private content(tab: Tab, receipt: string): TemplateResult {
    if (this.entering && !me.get()) {
      void import('../app/wg-login-form.ts');
      return html`<div class="middle card">
        <h2>${say.login()}</h2>
        <wg-login-form></wg-login-form>
      </div>`;
    }
    if (tab === 'tasks' && worker.get()) {
      void import('./wg-my-tickets.ts');
      return html`<wg-my-tickets></wg-my-tickets>`;
    }
    if (tab === 'mine') {
      return html`<wg-my-reports .receipt=${receipt}></wg-my-reports>`;
    }
    return this.made ? this.receipt(this.made) : this.form();
  }

  private form(): TemplateResult {
    const known = snap.get();
    const why = problem.get();
    if (!known) {
      const told = why ? why.told : say.asking();
      return html`<p class="empty" role="status">${told}</p>`;
    }
    if (!known.enabled && !worker.get() && !(why instanceof Unreachable)) {
      return html`<p class="empty">${say.closed()}</p>`;
    }
    return html`<wg-snap-form
      @made=${(event: CustomEvent<string>) => {
        this.made = event.detail;
        announced.set(say.kept());
      }}
    ></wg-snap-form>`;
  }

  /** What became of the report that was just made. */
  private receipt(external: string): TemplateResult {
    const one = queue.find(external);
    const sent = one?.state === 'sent';
    const bad = one?.state === 'refused';
    const [title, how] = sent
      ? [say.sent(), say.sentHow()]
      : bad
        ? [say.refused(), '']
        : [say.kept(), say.keptHow()];
    return html`<section class="middle card receipt ${sent ? 'good' : 'wait'}" role="status">
      ${icon(sent ? doneIcon : waitIcon, 48)}
      <h2>${title}</h2>
      ${
        sent
          ? html`<p class="hint">${say.number()}</p>
              <p class="number code">${one.receipt}</p>
              ${one.grid ? html`<p>${one.grid}</p>` : nothing}
              ${one.placed ? nothing : html`<p class="hint">${say.nowhere()}</p>`}`
          : nothing
      }
      ${how ? html`<p>${how}</p>` : nothing}
      <div class="actions">
        <button @click=${() => this.turn('mine')}>${say.follow()}</button>
        <button class="primary" @click=${() => this.turn('report')}>${say.again()}</button>
      </div>
    </section>`;
  }

  private tabButton(tab: Tab, drawing: string, chosen: Tab): TemplateResult {
    const count = tab === 'mine' ? queue.waiting.get().length : 0;
    return html`<button
      class="tab"
      aria-current=${tab === chosen && !this.entering ? 'page' : nothing}
      @click=${() => this.turn(tab)}
    >
      ${icon(drawing, 22)}${say[tab]()}
      ${
        count > 0
          ? html`<span class="count" title=${say.waits(figure(count))}
              >${figure(count)}<span class="visually-hidden">${say.waits(figure(count))}</span></span
            >`
          : nothing
      }
    </button>`;
  }

  private turn(tab: Tab): void {
    this.tab = tab;
    this.made = null;
    this.entering = false;
    const now = route.get();
    if (now.page === 'snap' && now.receipt) {
      go({ page: 'snap', receipt: '' });
    }
  }
}
