/** The bar over every page: where one is, where one can go, who one is. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import chevron from 'lucide-static/icons/chevron-right.svg?raw';
import keyboard from 'lucide-static/icons/keyboard.svg?raw';
import loader from 'lucide-static/icons/loader-circle.svg?raw';
import { unfinished } from '../api/jobs.ts';
import { me } from '../api/session.ts';
import { opened } from '../plan/opened.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import mark from '../ui/mark.svg';
import { dictionary } from '../ui/words.ts';
import { commandRoute } from './command-route.ts';
import { STATE_ICONS, STATE_TONES, stateName } from './names.ts';
import { follow, format, type Route, route } from './route.ts';
import './wg-account.ts';
import './wg-switches.ts';

const say = dictionary({
  product: ['网格规划', 'Wangge'],
  plans: ['方案', 'Plans'],
  import: ['导入', 'Import'],
  command: ['指挥中心', 'Command centre'],
  jobs: ['任务', 'Jobs'],
  running: (count: number) => [`${count} 个任务进行中`, `${count} running`],
  pages: ['页面', 'Pages'],
  help: ['键盘操作说明（?）', 'Keyboard help (?)'],
});
const PAGES = ['command', 'plans', 'import', 'jobs'] as const;

@customElement('wg-bar')
export class WgBar extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex: none;
        gap: 16px;
        align-items: center;
        height: 48px;
        padding: 0 8px 0 16px;
        border-bottom: 1px solid var(--line);
        background: var(--card);
      }
      .brand {
        display: flex;
        flex: none;
        gap: 8px;
        align-items: center;
        color: var(--ink);
        font-size: 16px;
        font-weight: 700;
        text-decoration: none;
      }
      nav {
        display: flex;
        flex: none;
        gap: 4px;
        align-self: stretch;
      }
      nav a {
        display: inline-flex;
        gap: 6px;
        align-items: center;
        padding: 0 12px;
        border-block: 2px solid transparent;
        color: var(--muted);
        text-decoration: none;
      }
      nav a:hover {
        color: var(--ink);
      }
      nav a[aria-current] {
        border-bottom-color: var(--accent);
        color: var(--ink);
        font-weight: 600;
      }
      nav a:focus-visible {
        outline-offset: -4px;
      }
      .place {
        display: flex;
        flex: 1;
        gap: 8px;
        align-items: center;
        min-width: 0;
        color: var(--muted);
      }
      .place svg {
        flex: none;
      }
      .name {
        overflow: hidden;
        color: var(--ink);
        font-weight: 600;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .dataset {
        flex: 0 1000 auto;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .badge {
        flex: none;
      }
      .end {
        display: flex;
        flex: none;
        gap: 4px;
        align-items: center;
      }
      .turning {
        display: inline-flex;
        gap: 4px;
        align-items: center;
        color: var(--accent);
        font-size: var(--small);
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
      .turning svg {
        animation: turn 1.4s linear infinite;
      }
      @keyframes turn {
        to {
          transform: rotate(360deg);
        }
      }
      @media (width <= 1100px) {
        :host {
          gap: 8px;
        }
        nav a {
          padding: 0 8px;
        }
        .dataset,
        .dataset + svg {
          display: none;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .turning svg {
          animation: none;
        }
      }
    `,
  ];

  override render(): TemplateResult {
    const now = route.get();
    return html`
      <a class="brand" href=${format({ page: 'plans' })} @click=${follow}>
        <img src=${mark} alt="" width="24" height="24" />${say.product()}
      </a>
      <nav aria-label=${say.pages()}>
        ${PAGES.filter((page) => page !== 'import' || mayImport()).map(
          (page) => html`<a
            href=${format(page === 'command' ? commandRoute() : { page })}
            aria-current=${now.page === page ? 'page' : nothing}
            @click=${follow}
            >${say[page]()}${page === 'jobs' ? running() : nothing}</a
          >`,
        )}
      </nav>
      <div class="place">${place(now)}</div>
      <div class="end">
        <wg-switches></wg-switches>
        <button
          class="plain icon"
          aria-label=${say.help()}
          title=${say.help()}
          aria-keyshortcuts="?"
          @click=${() => this.dispatchEvent(new CustomEvent('help'))}
        >
          ${icon(keyboard)}
        </button>
        <wg-account></wg-account>
      </div>
    `;
  }
}

function mayImport(): boolean {
  return (me.get()?.grants ?? []).some((one) => one.role === 'planner');
}

function running(): TemplateResult | typeof nothing {
  const count = unfinished.get().length;
  return count === 0
    ? nothing
    : html`<span class="turning" title=${say.running(count)}>
        ${icon(loader, 14)}${count}<span class="visually-hidden">${say.running(count)}</span>
      </span>`;
}

/** The opened plan: its dataset, its name, its state. */
function place(now: Route): TemplateResult | typeof nothing {
  const plan = now.page === 'plan' || now.page === 'sheet' ? opened.get()?.plan.get() : null;
  if (!plan) {
    return nothing;
  }
  const name = html`<span class="name" title=${plan.name}>${plan.name}</span>`;
  return html`
    ${icon(chevron, 16)}<span class="dataset" title=${plan.dataset_name}>${plan.dataset_name}</span>
    ${icon(chevron, 16)}${name}
    <span class="badge ${STATE_TONES[plan.state]}"
      >${icon(STATE_ICONS[plan.state], 14)}${stateName(plan.state)}</span
    >
  `;
}
