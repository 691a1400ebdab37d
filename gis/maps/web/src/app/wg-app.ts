/** The page: whoever is not logged in logs in, everybody else sees what the address says. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { me, recall } from '../api/session.ts';
import { controls } from '../ui/controls.ts';
import { theme } from '../ui/theme.ts';
import { announced, dictionary, locale } from '../ui/words.ts';
import { type Route, route } from './route.ts';

const say = dictionary({
  title: ['网格规划', 'Wangge'],
  away: ['连接不上服务，正在重试……', 'The service cannot be reached; trying again ...'],
});
const AGAIN_MS = 3000;

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
        flex: 1;
        min-height: 0;
        overflow: auto;
      }
      .away {
        margin: 32px auto;
        color: var(--muted);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.begin();
  }

  override render(): TemplateResult {
    const who = me.get();
    return html`${this.content(who)}
      <p class="visually-hidden" role="status" aria-live="polite">${announced.get()}</p>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    document.documentElement.lang = locale.get();
    document.documentElement.dataset.theme = theme.get();
    document.title = say.title();
  }

  private content(who: ReturnType<typeof me.get>): TemplateResult {
    if (who === undefined) {
      return html`<p class="away" hidden>${say.away()}</p>`;
    }
    if (who === null) {
      void import('./wg-login.ts');
      return html`<wg-login></wg-login>`;
    }
    void import('./wg-bar.ts');
    return html`<wg-bar></wg-bar><main>${page(route.get())}</main>`;
  }

  private async begin(): Promise<void> {
    try {
      await recall();
    } catch {
      this.renderRoot.querySelector('.away')?.removeAttribute('hidden');
      setTimeout(() => void this.begin(), AGAIN_MS);
    }
  }
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
    case 'sheet':
      void import('../sheet/wg-sheet-page.ts');
      return html`<wg-sheet-page .plan=${shown.plan} .grid=${shown.grid}></wg-sheet-page>`;
    case 'plan':
      void import('../plan/wg-plan-page.ts');
      return html`<wg-plan-page .plan=${shown.plan}></wg-plan-page>`;
  }
}
