/** One live view: the picture, whose it is, why one looks, and how long. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import wide from 'lucide-static/icons/maximize.svg?raw';
import again from 'lucide-static/icons/refresh-cw.svg?raw';
import timerIcon from 'lucide-static/icons/timer.svg?raw';
import off from 'lucide-static/icons/video-off.svg?raw';
import close from 'lucide-static/icons/x.svg?raw';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { toastProblem } from '../ui/toast.ts';
import { dictionary, figure } from '../ui/words.ts';
import { elapsed, secondsLeft } from './countdown.ts';
import { play } from './player.ts';
import { leave, look, turned, type View } from './views.ts';
import { compass } from './words.ts';

const say = dictionary({
  picture: (name: string) => [`${name} 实时画面`, `Live view of ${name}`],
  opening: (seconds: string) => [
    `正在打开，一次性票据 ${seconds} 秒内有效`,
    `Opening; the permit serves for ${seconds} s`,
  ],
  stalled: ['画面中断，正在重连……', 'The picture has stopped; trying again ...'],
  expired: ['票据已过期，画面没有打开。', 'The permit ran out before the picture came.'],
  failed: [
    '看不到画面：摄像头离线，或者观看已被终止。',
    'No picture: the camera is off, or the view was ended.',
  ],
  again: ['重新打开', 'Open anew'],
  close: ['结束观看', 'Stop looking'],
  wide: ['全屏', 'Full screen'],
  logged: ['观看已登记，画面不录存', 'This viewing is in the register; nothing is recorded'],
});
const TICK_MS = 1000;

@customElement('wg-live-view')
export class WgLiveView extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        min-width: 0;
        overflow: hidden;
        border: 1px solid var(--line);
        border-radius: 8px;
        background: #0c1116;
        color: #eef1f4;
      }
      .frame {
        position: relative;
        aspect-ratio: 16 / 9;
      }
      video {
        display: block;
        width: 100%;
        height: 100%;
        object-fit: contain;
      }
      .head,
      .foot {
        position: absolute;
        inset-inline: 0;
        display: flex;
        gap: 6px;
        align-items: center;
        padding: 4px 4px 4px 10px;
        font-size: var(--small);
        text-shadow: 0 1px 2px #000;
      }
      .head {
        top: 0;
        background: linear-gradient(rgb(8 12 16 / 78%), rgb(8 12 16 / 0%));
      }
      .foot {
        bottom: 0;
        padding-bottom: 6px;
        background: linear-gradient(rgb(8 12 16 / 0%), rgb(8 12 16 / 78%));
      }
      .name,
      .reason {
        flex: 1;
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .name {
        font-weight: 600;
      }
      .head button {
        flex: none;
        width: 28px;
        min-height: 28px;
        color: inherit;
      }
      .head button:hover:not(:disabled) {
        background: rgb(255 255 255 / 16%);
      }
      .time {
        display: inline-flex;
        gap: 4px;
        align-items: center;
        flex: none;
        padding-inline-end: 6px;
        font-variant-numeric: tabular-nums;
      }
      .live {
        flex: none;
        padding: 0 6px;
        border-radius: 4px;
        background: #b3002f;
        color: #fff;
        font-size: 11px;
        font-weight: 650;
        line-height: 18px;
        text-shadow: none;
      }
      .told {
        position: absolute;
        inset: 0;
        display: grid;
        gap: 8px;
        place-content: center;
        justify-items: center;
        padding: 32px 16px;
        background: rgb(12 17 22 / 72%);
        text-align: center;
      }
      .told button {
        border-color: #6b7885;
        background: #1a222b;
        color: #eef1f4;
      }
    `,
  ];

  @property({ attribute: false }) view!: View;
  @state() private now = Date.now();
  @query('video') private video!: HTMLVideoElement;
  private stop: (() => void) | null = null;
  private shown = 0;
  private timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
    this.stop?.();
    this.stop = null;
    this.shown = 0;
  }

  override render(): TemplateResult {
    const { camera, reason, phase, begun } = this.view;
    const points = camera.direction === null ? '' : ` · ${compass(camera.direction)}`;
    return html`<div class="frame" data-phase=${phase}>
      <video playsinline muted aria-label=${say.picture(camera.name)}></video>
      ${phase === 'playing' ? nothing : this.told()}
      <div class="head">
        ${phase === 'playing' ? html`<span class="live">LIVE</span>` : nothing}
        <span class="name" title="${camera.name} ${camera.code}">${camera.name}${points}</span>
        <button class="plain icon" title=${say.wide()} aria-label=${say.wide()} @click=${() => void this.video.requestFullscreen?.()}>
          ${icon(wide, 15)}
        </button>
        <button
          class="plain icon"
          title=${say.close()}
          aria-label=${say.close()}
          @click=${() => leave(this.view.permit.viewing)}
        >
          ${icon(close, 16)}
        </button>
      </div>
      <div class="foot" title=${say.logged()}>
        <span class="reason">${camera.department} · ${reason}</span>
        ${begun === null ? nothing : html`<span class="time">${icon(timerIcon, 13)}${elapsed(begun, this.now)}</span>`}
      </div>
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { viewing, url } = this.view.permit;
    if (this.shown !== viewing) {
      this.shown = viewing;
      void this.begin(viewing, url);
    }
  }

  private told(): TemplateResult {
    const { phase, permit } = this.view;
    const over = phase === 'expired' || phase === 'failed';
    const words =
      phase === 'opening'
        ? say.opening(figure(secondsLeft(permit.expires_at, this.now)))
        : phase === 'playing'
          ? ''
          : say[phase]();
    return html`<div class="told" role="status">
      ${over ? icon(off, 28) : nothing}
      <p class="figures">${words}</p>
      ${over ? html`<button @click=${this.anew}>${icon(again, 16)}${say.again()}</button>` : nothing}
    </div>`;
  }

  private async begin(viewing: number, url: string): Promise<void> {
    this.stop?.();
    this.stop = null;
    const stop = await play(this.video, url, {
      playing: () => turned(viewing, 'playing'),
      stalled: () => turned(viewing, this.view.begun === null ? 'opening' : 'stalled'),
      failed: () => turned(viewing, 'failed'),
    });
    if (this.shown === viewing && this.isConnected) {
      this.stop = stop;
    } else {
      stop();
    }
  }

  private tick(): void {
    this.now = Date.now();
    const { phase, permit } = this.view;
    if (phase === 'opening' && secondsLeft(permit.expires_at, this.now) === 0) {
      this.stop?.();
      turned(permit.viewing, 'expired');
    }
  }

  private readonly anew = (): void => {
    const { camera, reason, ticket, place } = this.view;
    look(camera, reason, ticket, place).catch(toastProblem);
  };
}
