/** Live views that are open: a window over the page, four at most, wherever one goes meanwhile. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import unfold from 'lucide-static/icons/chevron-up.svg?raw';
import grip from 'lucide-static/icons/grip-horizontal.svg?raw';
import fold from 'lucide-static/icons/minus.svg?raw';
import close from 'lucide-static/icons/x.svg?raw';
import { me } from '../api/session.ts';
import { route } from '../app/route.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, figure } from '../ui/words.ts';
import { leaveAll, MOST_VIEWS, views } from './views.ts';
import './wg-live-view.ts';

const say = dictionary({
  views: ['实时画面', 'Live views'],
  count: (open: string, most: string) => [`${open} / ${most} 路`, `${open} of ${most}`],
  move: ['移动窗口：拖动，或用方向键', 'Move the window: drag it, or use the arrow keys'],
  fold: ['收起', 'Fold'],
  unfold: ['展开', 'Unfold'],
  close: ['全部结束', 'End all'],
});
const STEP_PX = 24;
const STEPS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-STEP_PX, 0],
  ArrowRight: [STEP_PX, 0],
  ArrowUp: [0, -STEP_PX],
  ArrowDown: [0, STEP_PX],
};

@customElement('wg-live-views')
export class WgLiveViews extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        position: fixed;
        z-index: 20;
        inset: auto 16px 16px auto;
        max-width: calc(100vw - 32px);
      }
      /* Beside the panels of the command centre, over its map. */
      @media (width >= 1200px) {
        :host([beside]) {
          inset: auto 540px 168px auto;
        }
      }
      section {
        overflow: hidden;
        border: 1px solid var(--line-strong);
        border-radius: 10px;
        background: var(--raised);
        box-shadow: var(--shadow);
      }
      header {
        display: flex;
        gap: 4px;
        align-items: center;
        padding: 2px 4px 2px 2px;
        border-bottom: 1px solid var(--line);
      }
      h2 {
        display: flex;
        flex: 1;
        gap: 8px;
        align-items: baseline;
        font-size: var(--text);
      }
      header button.icon {
        width: 28px;
        min-height: 28px;
        color: var(--muted);
      }
      .grip {
        cursor: move;
        touch-action: none;
      }
      .tiles {
        display: grid;
        grid-template-columns: minmax(0, 420px);
        gap: 6px;
        padding: 6px;
      }
      .tiles.several {
        grid-template-columns: repeat(2, minmax(0, 320px));
      }
      @media (width <= 700px) {
        .tiles.several {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      @media (pointer: coarse) {
        header button.icon {
          width: 40px;
          min-height: 40px;
        }
      }
    `,
  ];

  @state() private folded = false;
  /** How far it was moved from its corner, pixels. */
  private readonly shift = { x: 0, y: 0 };
  private from: { x: number; y: number } | null = null;

  override render(): TemplateResult | typeof nothing {
    const open = views.get().filter((view) => view.place === 'window');
    // It is placed by the page one is on.
    route.get();
    if (open.length === 0) {
      return nothing;
    }
    const words = this.folded ? say.unfold() : say.fold();
    return html`<section aria-labelledby="title">
      <header>
        <button
          class="plain icon grip"
          title=${say.move()}
          aria-label=${say.move()}
          @pointerdown=${this.grasp}
          @pointermove=${this.drag}
          @pointerup=${this.drop}
          @pointercancel=${this.drop}
          @keydown=${this.pressed}
        >
          ${icon(grip, 16)}
        </button>
        <h2 id="title">
          ${say.views()}
          <span class="hint figures">${say.count(figure(open.length), figure(MOST_VIEWS))}</span>
        </h2>
        <button
          class="plain icon"
          title=${words}
          aria-label=${words}
          aria-expanded=${String(!this.folded)}
          @click=${() => (this.folded = !this.folded)}
        >
          ${icon(this.folded ? unfold : fold, 16)}
        </button>
        <button class="plain icon" title=${say.close()} aria-label=${say.close()} @click=${leaveAll}>
          ${icon(close, 16)}
        </button>
      </header>
      <div class="tiles ${open.length > 1 ? 'several' : ''}" ?hidden=${this.folded}>
        ${repeat(
          open,
          (view) => view.camera.id,
          (view) => html`<wg-live-view .view=${view}></wg-live-view>`,
        )}
      </div>
    </section>`;
  }

  protected override updated(): void {
    this.toggleAttribute('beside', route.get().page === 'command');
    // Whoever logs out looks no more.
    if (me.get() === null && views.get().length > 0) {
      queueMicrotask(leaveAll);
    }
  }

  private readonly grasp = (event: PointerEvent): void => {
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.from = { x: event.clientX - this.shift.x, y: event.clientY - this.shift.y };
  };

  private readonly drag = (event: PointerEvent): void => {
    if (this.from) {
      this.place(event.clientX - this.from.x, event.clientY - this.from.y);
    }
  };

  private readonly drop = (): void => {
    this.from = null;
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step) {
      event.preventDefault();
      event.stopPropagation();
      this.place(this.shift.x + step[0], this.shift.y + step[1]);
    }
  };

  /** Move it, as far as it stays on the screen. */
  private place(x: number, y: number): void {
    const box = this.getBoundingClientRect();
    const [left, top] = [box.left - this.shift.x, box.top - this.shift.y];
    this.shift.x = Math.min(Math.max(x, -left), innerWidth - box.width - left);
    this.shift.y = Math.min(Math.max(y, -top), innerHeight - box.height - top);
    this.style.translate = `${this.shift.x}px ${this.shift.y}px`;
  }
}
