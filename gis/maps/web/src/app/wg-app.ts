/** The page: whoever is not logged in logs in, everybody else sees what the address says. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import away from 'lucide-static/icons/wifi-off.svg?raw';
import { Problem, reachable, Unreachable } from '../api/client.ts';
import { forgetJobs, refreshJobs } from '../api/jobs.ts';
import { ended, me, recall } from '../api/session.ts';
import { opened } from '../plan/opened.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { theme } from '../ui/theme.ts';
import { announced, dictionary, locale } from '../ui/words.ts';
import { asksForHelp } from './keys.ts';
import { format, type Route, route } from './route.ts';
import type { WgHelpDialog } from './wg-help-dialog.ts';

const say = dictionary({
  title: ['网格规划', 'Wangge'],
  away: ['连接不上服务，正在重试……', 'The service cannot be reached; trying again ...'],
  trying: ['正在重试……', 'Trying again ...'],
  skip: ['跳到主要内容', 'Skip to the content'],
  login: ['登录', 'Log in'],
  plans: ['方案', 'Plans'],
  import: ['导入', 'Import'],
  jobs: ['任务', 'Jobs'],
  sheet: ['网格图幅', 'Map sheet'],
  command: ['指挥中心', 'Command centre'],
  report: ['月度报告', 'Monthly report'],
  snap: ['随手拍', 'Snap and report'],
  cameras: ['摄像头', 'Cameras'],
  plan: (number: number) => [`方案 ${number}`, `Plan ${number}`],
});
const AGAIN_MS = 3000;
const SETTLED_MS = 10_000;
/** Answers fast and to everybody. */
const ALIVE = '/healthz';

@customElement('wg-app')
export class WgApp extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100%;
        background: var(--paper);
      }
      main {
        position: relative;
        flex: 1;
        min-height: 0;
        overflow: auto;
        outline: none;
      }
      wg-login {
        flex: 1;
        min-height: 0;
      }
      .away {
        display: flex;
        flex: none;
        gap: 8px;
        align-items: center;
        justify-content: center;
        padding: 6px 16px;
        background: var(--danger-soft);
        color: var(--danger);
        font-weight: 600;
      }
      .skip {
        position: absolute;
        inset: 6px auto auto 8px;
        z-index: 10;
        translate: 0 -200%;
      }
      .skip:focus {
        translate: none;
      }
      @media print {
        :host {
          display: block;
          height: auto;
          background: none;
        }
        main {
          overflow: visible;
        }
        wg-bar {
          display: none;
        }
      }
    `,
  ];

  @query('main') private main!: HTMLElement | null;
  @query('wg-help-dialog') private help!: WgHelpDialog | null;
  /** Why it is not even known who is logged in. */
  @state() private trouble: Problem | null = null;
  private asking: ReturnType<typeof setTimeout> | undefined;
  private page = '';
  private user: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('keydown', this.pressed);
    addEventListener('vite:preloadError', renew);
    void this.begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('keydown', this.pressed);
    removeEventListener('vite:preloadError', renew);
    clearTimeout(this.asking);
  }

  override render(): TemplateResult {
    // Phones in the street lose the network all the time: their page says it in its own way.
    const calm = reachable.get() || route.get().page === 'snap';
    return html`${
      calm ? nothing : html`<p class="away" role="alert">${icon(away)} ${say.away()}</p>`
    }${this.content()}
      <p class="visually-hidden" role="status" aria-live="polite">${announced.get()}</p>`;
  }

  protected override updated(): void {
    const root = document.documentElement;
    root.lang = locale.get();
    root.dataset.theme = theme.get();
    document.title = title();
    if (!reachable.get()) {
      this.ask();
    }
    this.greet();
    this.turn();
  }

  private content(): TemplateResult | typeof nothing {
    const who = me.get();
    // Residents need no account, and phones no network.
    if (route.get().page === 'snap' && !who?.password_needed) {
      void import('../report/wg-snap-page.ts');
      return html`<wg-snap-page></wg-snap-page>`;
    }
    if (who === undefined) {
      return this.trouble
        ? html`<p class="empty" role="alert">${this.trouble.told} ${say.trying()}</p>`
        : nothing;
    }
    if (who === null || who.password_needed) {
      void import('./wg-login.ts');
      return html`<wg-login></wg-login>`;
    }
    void import('./wg-bar.ts');
    void import('./wg-help-dialog.ts');
    void import('./wg-session-dialog.ts');
    // The note that the service is away could not be fetched by then.
    void import('../ui/wg-toasts.ts');
    return html`<a class="button skip" href="#main" @click=${this.skip}>${say.skip()}</a>
      ${onWall() ? nothing : html`<wg-bar @help=${() => this.help?.show()}></wg-bar>`}
      <main tabindex="-1">${page(route.get())}</main>
      <wg-help-dialog></wg-help-dialog>
      ${ended.get() ? html`<wg-session-dialog></wg-session-dialog>` : nothing}`;
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    if (!event.defaultPrevented && asksForHelp(event) && this.help) {
      event.preventDefault();
      this.help.show();
    }
  };

  private skip(event: Event): void {
    event.preventDefault();
    this.main?.focus();
  }

  /** What belongs to whoever is logged in. */
  private greet(): void {
    const user = me.get()?.password_needed ? undefined : me.get()?.user;
    if (user !== this.user) {
      this.user = user;
      forgetJobs();
      if (user !== undefined) {
        // Where this fails, the banner or the login says so.
        refreshJobs().catch(() => undefined);
      }
    }
  }

  /** Someone who went to another page begins at its top, and hears its name. */
  private turn(): void {
    const now = route.get();
    const page = format(now.page === 'plan' ? { ...now, page: 'plan' } : now).split('?')[0] ?? '';
    if (this.page !== '' && page !== this.page && this.main) {
      this.main.scrollTop = 0;
      this.main.focus({ preventScroll: true });
      announced.set(title());
    }
    this.page = page;
  }

  private async begin(): Promise<void> {
    try {
      await recall();
      this.trouble = null;
    } catch (error) {
      this.trouble = error instanceof Unreachable || !(error instanceof Problem) ? null : error;
      this.asking = setTimeout(() => void this.begin(), AGAIN_MS);
    }
  }

  /** Ask until the service answers again. */
  private ask(): void {
    clearTimeout(this.asking);
    this.asking = setTimeout(async () => {
      const answer = await fetch(ALIVE, { cache: 'no-store' }).catch(() => null);
      if (!answer?.ok) {
        this.ask();
        return;
      }
      reachable.set(true);
      if (me.get() === undefined) {
        void this.begin();
      }
    }, AGAIN_MS);
  }
}

/** A part of the page that is gone: the service was renewed meanwhile, and so is the page. One that
 * has only just begun would begin without end. */
function renew(event: Event): void {
  if (performance.now() > SETTLED_MS) {
    event.preventDefault();
    location.reload();
  }
}

/** Whether the page hangs on a wall, where nobody clicks. */
function onWall(): boolean {
  const now = route.get();
  return now.page === 'command' && now.wall;
}

/** Name of the page, as the window and the history of the browser show it. */
function title(): string {
  const now = route.get();
  if (now.page !== 'snap' && (!me.get() || me.get()?.password_needed)) {
    return `${say.login()} · ${say.title()}`;
  }
  const plan = now.page === 'plan' || now.page === 'sheet' ? opened.get()?.plan.get() : null;
  const own =
    now.page === 'plan'
      ? (plan?.name ?? say.plan(now.plan))
      : now.page === 'sheet'
        ? [say.sheet(), plan?.name].filter(Boolean).join(' · ')
        : say[now.page]();
  return `${own} · ${say.title()}`;
}

/** Pages are loaded when they are shown. */
function page(shown: Route): TemplateResult {
  switch (shown.page) {
    case 'plans':
      void import('./wg-plans-page.ts');
      return html`<wg-plans-page></wg-plans-page>`;
    case 'import':
      void import('../importing/wg-import-page.ts');
      return html`<wg-import-page></wg-import-page>`;
    case 'jobs':
      void import('./wg-jobs-page.ts');
      return html`<wg-jobs-page></wg-jobs-page>`;
    case 'command':
      void import('../command/wg-command-page.ts');
      return html`<wg-command-page></wg-command-page>`;
    case 'report':
    case 'snap':
      return html``;
    case 'cameras':
      void import('../cameras/wg-cameras-page.ts');
      return html`<wg-cameras-page .tab=${shown.tab}></wg-cameras-page>`;
    case 'sheet':
      void import('../sheet/wg-sheet-page.ts');
      return html`<wg-sheet-page .plan=${shown.plan} .grid=${shown.grid}></wg-sheet-page>`;
    case 'plan':
      void import('../plan/wg-plan-page.ts');
      return html`<wg-plan-page .plan=${shown.plan}></wg-plan-page>`;
  }
}
