/** Plays the window back: begin, pause, frame by frame, how fast, summed up. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import pause from 'lucide-static/icons/pause.svg?raw';
import play from 'lucide-static/icons/play.svg?raw';
import sigma from 'lucide-static/icons/sigma.svg?raw';
import stop from 'lucide-static/icons/square.svg?raw';
import back from 'lucide-static/icons/step-back.svg?raw';
import on from 'lucide-static/icons/step-forward.svg?raw';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, figure } from '../ui/words.ts';
import { commandMap } from './contract.ts';
import { player, SPEEDS, type Speed } from './player.ts';
import { asked } from './query.ts';
import { shownRoute, shownSpan } from './sight.ts';
import { dayText, hourText } from './words.ts';

const say = dictionary({
  play: ['回放', 'Play back'],
  pause: ['暂停', 'Pause'],
  back: ['上一帧', 'Frame before'],
  on: ['下一帧', 'Next frame'],
  stop: ['结束回放', 'End playback'],
  speed: ['速度', 'Speed'],
  cumulative: ['累计', 'Summed up'],
  loading: ['正在读取……', 'Reading ...'],
  none: ['时段内没有可回放的事件', 'Nothing to play in this window'],
  frame: (time: string, count: string) => [`${time} · ${count} 件`, `${time} · ${count}`],
});
const HOURS_BETWEEN = 3_600_000;

@customElement('wg-player')
export class WgPlayer extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: inline-flex;
        flex: none;
        gap: 2px;
        align-items: center;
        padding-inline: 8px;
        border-inline: 1px solid var(--line);
        font-size: var(--small);
      }
      button {
        min-height: 28px;
        padding: 2px 8px;
      }
      button.icon {
        width: 28px;
        padding: 0;
      }
      select {
        width: auto;
        min-height: 28px !important;
        padding: 0 4px !important;
      }
      .now {
        min-width: 132px;
        padding-inline: 4px;
        font-weight: 600;
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
      @media (pointer: coarse) {
        button,
        select {
          min-height: 40px !important;
        }
        button.icon {
          width: 40px;
        }
      }
    `,
  ];

  override render(): TemplateResult {
    const film = player.film.get();
    this.toggleAttribute('playing', film !== null);
    if (!film) {
      return html`<button class="plain" .disabled=${player.loading.get()} @click=${begin}>
          ${icon(play, 16)} ${player.loading.get() ? say.loading() : say.play()}
        </button>
        ${player.problem.get() ? html`<span role="alert">${player.problem.get()?.told}</span>` : nothing}`;
    }
    if (film.length === 0) {
      return html`<span role="status">${say.none()}</span>${tap(say.stop(), stop, () => player.end())}`;
    }
    const playing = player.playing.get();
    return html`
      ${
        playing
          ? tap(say.pause(), pause, () => player.pause())
          : tap(say.play(), play, () => player.play())
      }
      ${tap(say.back(), back, () => player.step(-1))} ${tap(say.on(), on, () => player.step(1))}
      ${tap(say.stop(), stop, () => player.end())}
      <select aria-label=${say.speed()} title=${say.speed()} @change=${speed}>
        ${SPEEDS.map(
          (one) =>
            html`<option value=${one} .selected=${one === player.speed.get()}>${one}×</option>`,
        )}
      </select>
      <button
        class="plain"
        aria-pressed=${player.cumulative.get()}
        @click=${() => player.cumulative.set(!player.cumulative.get())}
      >
        ${icon(sigma, 14)} ${say.cumulative()}
      </button>
      <span class="now">${now()}</span>
    `;
  }
}

function now(): string {
  const [film, at] = [player.film.get(), player.at.get()];
  const frames = film?.frames.frames ?? [];
  const time = Date.parse(frames[at]?.at ?? '');
  const step = Date.parse(frames[1]?.at ?? '') - Date.parse(frames[0]?.at ?? '');
  const text = step <= HOURS_BETWEEN ? hourText(time) : dayText(time);
  return film ? say.frame(text, figure(film.total(at, player.cumulative.get()))) : '';
}

function begin(): void {
  const span = shownSpan.get();
  if (span) {
    const zoom = commandMap.get()?.map.getZoom() ?? 12;
    void player.begin(asked(shownRoute.get(), span, 'all'), span, zoom);
  }
}

function speed(event: Event): void {
  player.speed.set(Number((event.target as HTMLSelectElement).value) as Speed);
}

function tap(name: string, drawing: string, run: () => void): TemplateResult {
  return html`<button class="plain icon" aria-label=${name} title=${name} @click=${run}>
    ${icon(drawing, 16)}
  </button>`;
}
