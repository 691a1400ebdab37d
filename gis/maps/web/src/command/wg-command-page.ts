/** The command centre: figures and filters on the left, the map, what happens on the right, the time
 * below. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import ranking from 'lucide-static/icons/arrow-down-wide-narrow.svg?raw';
import bell from 'lucide-static/icons/bell.svg?raw';
import cameras from 'lucide-static/icons/cctv.svg?raw';
import compare from 'lucide-static/icons/columns-2.svg?raw';
import spots from 'lucide-static/icons/flame.svg?raw';
import live from 'lucide-static/icons/list.svg?raw';
import wall from 'lucide-static/icons/monitor-up.svg?raw';
import share from 'lucide-static/icons/pie-chart.svg?raw';
import reach from 'lucide-static/icons/route.svg?raw';
import { COMMAND_PANELS, type CommandPanel } from '../app/command-route.ts';
import { goCommand, noteCommand } from '../app/route.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { wantedByPage } from '../ui/theme.ts';
import { dictionary } from '../ui/words.ts';
import { learnCategories } from './categories.ts';
import { type CommandStore, commandStore } from './contract.ts';
import { keyed } from './keys.ts';
import { pageStyles } from './page-styles.ts';
import { seesTickets, shownRoute, shownSpan, sight } from './sight.ts';
import { endAll, follow } from './sources.ts';
import { Command } from './store.ts';
import './wg-command-map.ts';
import './wg-figures.ts';
import './wg-filters.ts';
import './wg-grid-card.ts';
import './wg-layer-bar.ts';
import './wg-live-list.ts';
import './wg-timeline.ts';

const say = dictionary({
  opening: ['正在连接指挥中心……', 'Opening the command centre ...'],
  left: ['数字与筛选', 'Figures and filters'],
  panels: ['面板', 'Panels'],
  live: ['实时', 'Live'],
  spots: ['热点', 'Hot spots'],
  ranking: ['排名', 'Ranking'],
  share: ['集中度', 'Share'],
  compare: ['对比', 'Compare'],
  alerts: ['预警', 'Alerts'],
  cameras: ['摄像头', 'Cameras'],
  reach: ['可达', 'Reach'],
  wall: ['大屏', 'Wall'],
  wallHint: ['大屏模式（W）；按 W 或 Esc 返回', 'For a video wall (W); W or Esc to come back'],
  leave: ['退出大屏', 'Leave the wall'],
  title: ['指挥中心', 'Command centre'],
});

const DRAWINGS: Record<CommandPanel, string> = {
  live,
  spots,
  ranking,
  share,
  compare,
  alerts: bell,
  cameras,
  reach,
};

@customElement('wg-command-page')
export class WgCommandPage extends SignalWatcher(LitElement) {
  static override styles = [controls, pageStyles];

  #store: Command | null = null;

  /** What is followed, for whoever holds this element. */
  get store(): CommandStore | null {
    return this.#store;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const store = new Command();
    this.#store = store;
    commandStore.set(store);
    void learnCategories();
    addEventListener('keydown', keyed);
    this.updateEffect(() => {
      const now = shownRoute.get();
      wantedByPage.set(now.wall ? (now.light ? 'light' : 'dark') : null);
      this.toggleAttribute('wall', now.wall);
    });
    this.updateEffect(() => this.#look(store));
    this.updateEffect(() => {
      const seen = sight.get();
      if (seen) {
        follow(seen);
      }
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('keydown', keyed);
    wantedByPage.set(null);
    commandStore.set(null);
    endAll();
    this.#store?.close();
    this.#store = null;
  }

  override render(): TemplateResult {
    const store = commandStore.get();
    if (!store?.info()) {
      const problem = store?.problem();
      return problem
        ? html`<p class="error" role="alert">${problem.told}</p>`
        : html`<p class="opening" role="status">${say.opening()}</p>`;
    }
    const { panel, ticket, wall: onWall } = shownRoute.get();
    if (ticket !== null) {
      void import('./wg-ticket-drawer.ts');
    }
    if (onWall) {
      void import('./wg-wall-clock.ts');
      void import('./wg-ranking-panel.ts');
    }
    return html`
      <h1 class="visually-hidden">${say.title()}</h1>
      <section class="left" aria-label=${say.left()} tabindex="-1">
        <wg-figures></wg-figures>
        ${onWall ? html`<wg-ranking-panel></wg-ranking-panel>` : html`<wg-filters></wg-filters>`}
      </section>
      <div class="stage">
        <wg-command-map ?wall=${onWall}></wg-command-map>
        <div class="over">
          ${onWall ? html`<wg-wall-clock></wg-wall-clock>` : html`<wg-layer-bar></wg-layer-bar>`}
          <wg-grid-card></wg-grid-card>
        </div>
        ${
          onWall
            ? html`<button class="leave" @click=${() => goCommand({ wall: false })}>
                ${icon(wall, 16)} ${say.leave()}
              </button>`
            : nothing
        }
      </div>
      <section class="right" aria-label=${say[panel]()}>
        <div class="panel">${shown(panel)}</div>
        ${ticket === null ? nothing : html`<wg-ticket-drawer></wg-ticket-drawer>`}
      </section>
      ${onWall ? nothing : this.#rail(panel)}
      <wg-timeline ?wall=${onWall}></wg-timeline>
    `;
  }

  #rail(panel: CommandPanel): TemplateResult {
    return html`<nav aria-label=${say.panels()}>
        ${COMMAND_PANELS.map(
          (one, i) => html`<button
            class="plain"
            aria-pressed=${one === panel}
            aria-keyshortcuts=${i + 1}
            title=${`${say[one]()} (${i + 1})`}
            @click=${() => noteCommand({ panel: one })}
          >
            ${icon(DRAWINGS[one], 20)} ${say[one]()}
          </button>`,
        )}
        <span class="space"></span>
        <button class="plain" title=${say.wallHint()} @click=${() => goCommand({ wall: true })}>
          ${icon(wall, 20)} ${say.wall()}
        </button>
      </nav>`;
  }

  #look(store: Command): void {
    const span = shownSpan.get();
    if (span) {
      const { category, channel, unit, status, jurisdiction, grid } = shownRoute.get();
      const filters = { category, channel, unit, status, jurisdiction, grid };
      store.look({ filters, span, tickets: seesTickets.get() });
    }
  }
}

/** Panels are loaded when they are shown. */
function shown(panel: CommandPanel): TemplateResult {
  switch (panel) {
    case 'live':
      return html`<wg-live-list></wg-live-list>`;
    case 'spots':
      void import('./wg-spots-panel.ts');
      return html`<wg-spots-panel></wg-spots-panel>`;
    case 'ranking':
      void import('./wg-ranking-panel.ts');
      return html`<wg-ranking-panel></wg-ranking-panel>`;
    case 'share':
      void import('./wg-share-panel.ts');
      return html`<wg-share-panel></wg-share-panel>`;
    case 'compare':
      void import('./wg-windows-panel.ts');
      return html`<wg-windows-panel></wg-windows-panel>`;
    case 'alerts':
      void import('./wg-alerts-panel.ts');
      return html`<wg-alerts-panel></wg-alerts-panel>`;
    case 'cameras':
      void import('../cameras/wg-camera-dock.ts');
      return html`<wg-camera-dock></wg-camera-dock>`;
    case 'reach':
      void import('./wg-reach-panel.ts');
      return html`<wg-reach-panel></wg-reach-panel>`;
  }
}
