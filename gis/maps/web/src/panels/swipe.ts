/** Another plan beside the shown one: two maps in one place, a divider between them. */
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import drawing from 'lucide-static/icons/chevrons-left-right.svg?raw';
import { Map as MapLibre } from 'maplibre-gl';
import { paintImages } from '../map/images.ts';
import { inkOf } from '../map/palette.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { theme } from '../ui/theme.ts';
import { dictionary } from '../ui/words.ts';
import { ofPlan, stepped } from './flows.ts';

const say = dictionary({
  divider: ['卷帘分隔线', 'Divider between the two plans'],
  shown: (left: number, name: string) => [
    `左侧 ${left}% 显示“${name}”`,
    `The left ${left}% show “${name}”`,
  ],
});

export interface Side {
  readonly plan: number;
  readonly version: number;
  readonly name: string;
}

@customElement('wg-swipe')
export class WgSwipe extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        position: absolute;
        inset: 0;
        overflow: hidden;
        pointer-events: none;
      }
      .other,
      .other canvas,
      .other div {
        position: absolute;
        inset: 0;
      }
      .divider {
        position: absolute;
        top: 0;
        bottom: 0;
        display: grid;
        place-items: center;
        width: 40px;
        margin-inline-start: -20px;
        border: 0;
        cursor: ew-resize;
        pointer-events: auto;
        touch-action: none;
      }
      .divider::before {
        position: absolute;
        inset: 0 auto 0 18.5px;
        width: 3px;
        background: var(--accent);
        box-shadow: 0 0 0 1px var(--card);
        content: '';
      }
      .divider:focus-visible {
        outline-offset: -4px;
      }
      .knob {
        position: relative;
        display: grid;
        place-items: center;
        width: 40px;
        height: 40px;
        border: 1px solid var(--line-strong);
        border-radius: 50%;
        background: var(--card);
        color: var(--accent);
        box-shadow: var(--shadow);
      }
      .name {
        position: absolute;
        top: 12px;
        max-width: 40%;
        padding: 3px 10px;
        overflow: hidden;
        border-radius: var(--radius);
        background: var(--card);
        box-shadow: var(--shadow);
        font-size: var(--small);
        font-weight: 600;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];

  @property({ attribute: false }) left: Side | null = null;
  @property({ attribute: false }) right: Side | null = null;
  @property({ attribute: false }) map: MapLibre | null = null;
  @state() private at = 50;
  @query('.other') private place!: HTMLElement;
  private other: MapLibre | null = null;
  private readonly follow = () => {
    const { map } = this;
    if (map) {
      this.other?.jumpTo({ center: map.getCenter(), zoom: map.getZoom() });
    }
  };

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.map?.off('move', this.follow);
    this.other?.remove();
    this.other = null;
  }

  override render(): TemplateResult {
    const left = this.left?.name ?? '';
    const { at } = this;
    return html`
      <div class="other" inert .style=${`clip-path: inset(0 ${100 - at}% 0 0)`}></div>
      <span class="name" .style=${`right: calc(${100 - at}% + 28px)`} title=${left}>${left}</span>
      <span class="name" .style=${`left: calc(${at}% + 28px)`} title=${this.right?.name ?? ''}>
        ${this.right?.name}
      </span>
      <div
        class="divider"
        role="slider"
        tabindex="0"
        aria-label=${say.divider()}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${Math.round(at)}
        aria-valuetext=${say.shown(Math.round(at), left)}
        .style=${`left: ${at}%`}
        @pointerdown=${this.take}
        @pointermove=${this.drag}
        @keydown=${this.key}
      >
        <span class="knob">${icon(drawing, 20)}</span>
      </div>
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('left') || changed.has('map')) {
      this.open();
    }
  }

  private open(): void {
    this.other?.remove();
    const { left, map } = this;
    if (!left || !map) {
      return;
    }
    const other = new MapLibre({
      container: this.place,
      style: ofPlan(map.getStyle(), left.plan, left.version),
      center: map.getCenter(),
      zoom: map.getZoom(),
      interactive: false,
      attributionControl: false,
      fadeDuration: 0,
    });
    other.once('style.load', () => paintImages(other, theme.get(), inkOf(theme.get())));
    map.on('move', this.follow);
    this.other = other;
  }

  private take(event: PointerEvent): void {
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    event.stopPropagation();
  }

  private drag(event: PointerEvent): void {
    if ((event.currentTarget as HTMLElement).hasPointerCapture(event.pointerId)) {
      const box = this.getBoundingClientRect();
      this.at = Math.min(100, Math.max(0, ((event.clientX - box.left) / box.width) * 100));
    }
  }

  private key(event: KeyboardEvent): void {
    const next = stepped(this.at, event.key, event.shiftKey);
    if (next !== null) {
      this.at = next;
      event.preventDefault();
      event.stopPropagation();
    }
  }
}
