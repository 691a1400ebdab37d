/** A plan: tools on the left, the map, a panel on the right. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import compare from 'lucide-static/icons/columns-2.svg?raw';
import band from 'lucide-static/icons/gauge.svg?raw';
import past from 'lucide-static/icons/history.svg?raw';
import findings from 'lucide-static/icons/list-checks.svg?raw';
import stamp from 'lucide-static/icons/stamp.svg?raw';
import table from 'lucide-static/icons/table-2.svg?raw';
import { asProblem, type Problem } from '../api/client.ts';
import { follow, format, notePlan, PANELS, type Panel, route } from '../app/route.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { dictionary } from '../ui/words.ts';
import '../map/wg-map.ts';
import type { PlanStore } from './contract.ts';
import { opened } from './opened.ts';
import { open } from './store.ts';

const say = dictionary({
  opening: ['正在打开方案……', 'Opening the plan ...'],
  panels: ['面板', 'Panels'],
  grids: ['网格', 'Grids'],
  band: ['户数', 'Band'],
  findings: ['问题', 'Findings'],
  history: ['历史', 'History'],
  compare: ['对比', 'Compare'],
  plan: ['方案', 'Plan'],
  back: ['返回方案列表', 'Back to the plans'],
  again: ['重试', 'Try again'],
});

const DRAWINGS: Record<Panel, string> = {
  grids: table,
  band,
  findings,
  history: past,
  compare,
  plan: stamp,
};

@customElement('wg-plan-page')
export class WgPlanPage extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        grid-template: minmax(0, 1fr) / auto minmax(0, 1fr) auto;
        height: 100%;
      }
      .stage {
        position: relative;
        min-width: 0;
      }
      wg-map {
        position: absolute;
        inset: 0;
      }
      aside {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        min-height: 0;
        border-inline-start: 1px solid var(--line);
        background: var(--card);
      }
      .panel {
        width: 380px;
        min-height: 0;
        overflow: auto;
      }
      nav {
        display: flex;
        flex-direction: column;
        gap: 4px;
        padding: 8px 4px;
      }
      .panel + nav {
        border-inline-start: 1px solid var(--line);
      }
      nav button {
        flex-direction: column;
        gap: 3px;
        width: 56px;
        min-height: 48px;
        padding: 4px 2px;
        font-size: 12px;
        line-height: 1.2;
      }
      @media (width <= 1100px) {
        .panel {
          width: 320px;
        }
      }
      .error,
      .opening {
        grid-column: 1 / -1;
        margin: 32px auto;
        height: fit-content;
      }
      .error p {
        margin-bottom: 12px;
      }
    `,
  ];

  @property({ type: Number }) plan = 0;
  @state() private problem: Problem | null = null;

  /** The plan that is shown, for whoever holds this element; null while it is being opened. */
  get store(): PlanStore | null {
    return opened.get();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('plan')) {
      void this.open();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    close();
  }

  override render(): TemplateResult {
    if (this.problem) {
      return html`<div class="error" role="alert">
        <p>${this.problem.told}</p>
        <a class="button" href=${format({ page: 'plans' })} @click=${follow}>${say.back()}</a>
        <button @click=${this.open}>${say.again()}</button>
      </div>`;
    }
    if (opened.get()?.id !== this.plan) {
      return html`<p class="opening" role="status">${say.opening()}</p>`;
    }
    const now = route.get();
    const panel = now.page === 'plan' ? now.panel : null;
    void import('../edit/wg-toolbar.ts');
    void import('../edit/wg-chips.ts');
    void import('../findings/finder.ts');
    void import('../panels/wg-inspector.ts');
    return html`
      <wg-toolbar></wg-toolbar>
      <div class="stage"><wg-map></wg-map><wg-chips></wg-chips><wg-inspector></wg-inspector></div>
      <aside>
        ${panel ? html`<div class="panel">${shown(panel)}</div>` : nothing}
        <nav aria-label=${say.panels()}>
          ${PANELS.map(
            (one) => html`<button
              class="plain"
              aria-pressed=${one === panel}
              @click=${() => notePlan({ panel: one === panel ? null : one })}
            >
              ${icon(DRAWINGS[one], 20)} ${say[one]()}
            </button>`,
          )}
        </nav>
      </aside>
    `;
  }

  private async open(): Promise<void> {
    close();
    this.problem = null;
    const asked = this.plan;
    try {
      const store = await open(asked);
      if (asked !== this.plan || !this.isConnected) {
        store.close();
        return;
      }
      opened.set(store);
      void ahead();
    } catch (error) {
      this.problem = asProblem(error);
    }
  }
}

function close(): void {
  opened.get()?.close();
  opened.set(null);
}

/** Fetch what may be asked for later, while the service can be reached. */
async function ahead(): Promise<void> {
  await Promise.allSettled([
    import('../edit/tool-lasso.ts'),
    import('../edit/tool-line.ts'),
    import('../edit/tool-site.ts'),
    import('../findings/wg-band-panel.ts'),
    import('../findings/wg-findings-panel.ts'),
    import('../panels/wg-compare-panel.ts'),
    import('../panels/wg-grids-panel.ts'),
    import('../panels/wg-history-panel.ts'),
    import('../panels/wg-plan-panel.ts'),
  ]);
}

function shown(panel: Panel): TemplateResult {
  switch (panel) {
    case 'grids':
      void import('../panels/wg-grids-panel.ts');
      return html`<wg-grids-panel></wg-grids-panel>`;
    case 'band':
      void import('../findings/wg-band-panel.ts');
      return html`<wg-band-panel></wg-band-panel>`;
    case 'findings':
      void import('../findings/wg-findings-panel.ts');
      return html`<wg-findings-panel></wg-findings-panel>`;
    case 'history':
      void import('../panels/wg-history-panel.ts');
      return html`<wg-history-panel></wg-history-panel>`;
    case 'compare':
      void import('../panels/wg-compare-panel.ts');
      return html`<wg-compare-panel></wg-compare-panel>`;
    case 'plan':
      void import('../panels/wg-plan-panel.ts');
      return html`<wg-plan-panel></wg-plan-panel>`;
  }
}
