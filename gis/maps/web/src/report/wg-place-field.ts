/** Where it is: as the phone knows it, as the pin says, or only in words. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import locate from 'lucide-static/icons/locate.svg?raw';
import found from 'lucide-static/icons/locate-fixed.svg?raw';
import off from 'lucide-static/icons/locate-off.svg?raw';
import pinIcon from 'lucide-static/icons/map-pin.svg?raw';
import type { At } from '../map/wg-pin-map.ts';
import { phone } from '../tickets/phone-styles.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, figure } from '../ui/words.ts';
import type { Located, Place } from './place.ts';

const say = dictionary({
  asking: ['正在定位……', 'Finding where you are ...'],
  found: (metres: string) => [`已定位，误差约 ${metres} 米`, `Found, to within ${metres} m`],
  rough: (metres: string) => [
    `定位较粗，误差约 ${metres} 米，请拖动图钉核对`,
    `Only to within ${metres} m: drag the pin to the place`,
  ],
  pinned: ['位置由您在地图上标出', 'The place is where you put the pin'],
  denied: [
    '没有定位权限。可在地图上点选位置，或在描述里写明地点。',
    'The position may not be read. Tap the place on the map, or describe it.',
  ],
  failed: [
    '暂时定不了位。可在地图上点选位置，或在描述里写明地点。',
    'The position is not known. Tap the place on the map, or describe it.',
  ],
  insecure: [
    '浏览器只在安全连接（HTTPS）下提供定位。请在地图上点选位置，或在描述里写明地点。',
    'Browsers tell the position over HTTPS only. Tap the place on the map, or describe it.',
  ],
  noMap: [
    '地图打不开，不影响上报：请在描述里写明地点。',
    'The map cannot be shown. You can report all the same: describe the place.',
  ],
  locate: ['定位', 'Locate'],
  again: ['重新定位', 'Locate anew'],
  mine: ['用我的位置', 'Use my position'],
});
/** Beyond that one should look at the pin. */
const ROUGH_M = 60;

@customElement('wg-place-field')
export class WgPlaceField extends SignalWatcher(LitElement) {
  static override styles = [
    phone,
    css`
      wg-pin-map {
        height: 184px;
      }
      .line svg {
        color: var(--muted);
      }
      .line.good > svg {
        color: var(--good);
      }
      .line.rough > svg {
        color: var(--high);
      }
      .line button {
        flex: none;
        padding: 3px 10px;
        font-size: var(--small);
      }
    `,
  ];

  @property({ attribute: false }) place!: Place;
  /** Where somebody put the pin. */
  @property({ attribute: false }) pin: At | null = null;
  @property({ attribute: false }) bounds: readonly [number, number, number, number] | null = null;
  @property() tiles: string | null = null;
  @state() private broken = false;

  override connectedCallback(): void {
    super.connectedCallback();
    import('../map/wg-pin-map.ts').catch(() => {
      this.broken = true;
    });
    if (!drawable()) {
      this.broken = true;
    }
  }

  override render(): TemplateResult {
    const located = this.place.located.get();
    const at: At | null =
      this.pin ?? (located.state === 'found' ? [located.lon, located.lat] : null);
    const accuracy = this.pin === null && located.state === 'found' ? located.accuracy : null;
    return html`
      ${this.told(located)}
      ${
        this.broken
          ? html`<p class="hint">${say.noMap()}</p>
              ${at ? html`<p class="code">${at[0].toFixed(6)}, ${at[1].toFixed(6)}</p>` : nothing}`
          : html`<wg-pin-map
              .at=${at}
              .accuracy=${accuracy}
              .bounds=${this.bounds}
              .tiles=${this.tiles}
              @pin=${(event: CustomEvent<At>) => this.tell(event.detail)}
            ></wg-pin-map>`
      }
    `;
  }

  private told(located: Located): TemplateResult {
    if (this.pin) {
      return html`<div class="line good" role="status">
        ${icon(pinIcon)}<span class="grow">${say.pinned()}</span>
        <button type="button" @click=${() => this.locate()}>${say.mine()}</button>
      </div>`;
    }
    if (located.state === 'found') {
      const rough = located.accuracy > ROUGH_M;
      const metres = figure(Math.ceil(located.accuracy));
      return html`<div class="line figures ${rough ? 'rough' : 'good'}" role="status">
        ${icon(found)}<span class="grow">${rough ? say.rough(metres) : say.found(metres)}</span>
        <button type="button" @click=${() => this.locate()}>${say.again()}</button>
      </div>`;
    }
    if (located.state === 'asking' || located.state === 'unasked') {
      return html`<div class="line" role="status">
        ${icon(locate)}<span class="grow">${say.asking()}</span>
      </div>`;
    }
    return html`<div class="line rough" role="status">
      ${icon(off)}<span class="grow">${say[located.state]()}</span>
      ${
        located.state === 'insecure'
          ? nothing
          : html`<button type="button" @click=${() => this.locate()}>${say.locate()}</button>`
      }
    </div>`;
  }

  private locate(): void {
    this.tell(null);
    this.place.find();
  }

  private tell(pin: At | null): void {
    this.dispatchEvent(new CustomEvent<At | null>('pin', { detail: pin }));
  }
}

/** Whether this browser can draw maps at all. */
function drawable(): boolean {
  const canvas = document.createElement('canvas');
  return Boolean(canvas.getContext('webgl2'));
}
