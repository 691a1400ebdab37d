/** The timeline: counts over time, the window and the one it is compared with, playback. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult, unsafeCSS } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import earlier from 'lucide-static/icons/chevron-left.svg?raw';
import later from 'lucide-static/icons/chevron-right.svg?raw';
import compareIcon from 'lucide-static/icons/columns-2.svg?raw';
import nearer from 'lucide-static/icons/zoom-in.svg?raw';
import wider from 'lucide-static/icons/zoom-out.svg?raw';
import uplotCss from 'uplot/dist/uPlot.min.css?inline';
import { PRESETS, type Span } from '../app/command-route.ts';
import { goCommand } from '../app/route.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { theme } from '../ui/theme.ts';
import { dictionary, figure, language } from '../ui/words.ts';
import type { Chart, Marks } from './chart.ts';
import { commandStore, type Step } from './contract.ts';
import { player } from './player.ts';
import { shownRoute, shownSpan, timelineZoom } from './sight.ts';
import { timeline, timelineFrame } from './sources.ts';
import { before, edges, instant, moved } from './time.ts';
import { timelineStyles } from './timeline-styles.ts';
import { presetName, spanText, stepName } from './words.ts';
import './wg-player.ts';

const say = dictionary({
  timeline: ['时间轴', 'Timeline'],
  windows: ['时间窗', 'Window'],
  earlier: ['前一段', 'Earlier'],
  later: ['后一段', 'Later'],
  nearer: ['时间轴放大', 'Show less time'],
  wider: ['时间轴缩小', 'Show more time'],
  compare: ['对比', 'Compare'],
  against: (other: string) => [`对比 ${other}`, `against ${other}`],
  sum: (count: string) => [`${count} 件`, `${count} tickets`],
  failed: ['时间轴暂时无法读取。', 'The timeline cannot be read just now.'],
  again: ['重试', 'Try again'],
  live: ['实时', 'Live'],
  away: ['连接中断，正在重连', 'Interrupted, connecting again'],
  connecting: ['正在连接', 'Connecting'],
});
const ZOOMS = { least: -3, most: 4 } as const;

@customElement('wg-timeline')
export class WgTimeline extends SignalWatcher(LitElement) {
  static override styles = [unsafeCSS(uplotCss), controls, timelineStyles, css``];

  @query('.chart') private place!: HTMLElement;
  #chart: Chart | null = null;
  #loading = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#chart?.end();
    this.#chart = null;
  }

  override render(): TemplateResult {
    const [{ when, other }, span] = [shownRoute.get(), shownSpan.get()];
    const playing = player.film.get() !== null;
    return html`
      <h2 class="visually-hidden">${say.timeline()}</h2>
      <div class="bar">
        <div class="main ${playing ? 'playing' : ''}">
        <div class="group" role="group" aria-label=${say.windows()}>
          ${PRESETS.map(
            (one) => html`<button
              class="plain"
              aria-pressed=${when === one}
              @click=${() => goCommand({ when: one })}
            >
              ${presetName(one)}
            </button>`,
          )}
        </div>
        ${tap(say.earlier(), earlier, () => this.#shift(-1))}
        <span class="window">${span ? spanText(span) : ''}</span>
        ${tap(say.later(), later, () => this.#shift(1))}
        ${playing ? nothing : html`<span class="sum">${this.#sum(span)}</span>`}
        <button
          class="plain"
          aria-pressed=${other !== null}
          title=${other ? say.against(spanText(other)) : say.compare()}
          aria-label=${say.compare()}
          @click=${() => this.#compare()}
        >
          ${icon(compareIcon, 16)}${playing ? nothing : ` ${say.compare()}`}
        </button>
        ${other && !playing ? html`<span class="other">${say.against(spanText(other))}</span>` : nothing}
        <wg-player></wg-player>
        </div>
        <span class="step">${timeline.value ? stepName(timeline.value.step) : ''}</span>
        ${tap(say.nearer(), nearer, () => zoom(-1))} ${tap(say.wider(), wider, () => zoom(1))}
        ${pulse()}
      </div>
      ${
        timeline.problem
          ? html`<p class="error" role="alert">
              ${say.failed()} <button @click=${() => timeline.again()}>${say.again()}</button>
            </p>`
          : nothing
      }
      <div class="chart"></div>
    `;
  }

  protected override updated(): void {
    // Read here, so that the chart follows them.
    theme.get();
    language.get();
    player.at.get();
    void this.#draw();
  }

  /** The chart's code is fetched once, and drawn when both it and the counts are there. */
  async #draw(): Promise<void> {
    const marks = this.#marks();
    if (!marks) {
      return;
    }
    if (!this.#chart) {
      if (this.#loading) {
        return;
      }
      this.#loading = true;
      const { Chart: Made } = await import('./chart.ts');
      this.#loading = false;
      if (!this.isConnected) {
        return;
      }
      this.#chart = new Made(this.place, (which, span) =>
        goCommand(which === 'first' ? { when: span } : { other: span }),
      );
    }
    this.#chart.show(this.#marks() ?? marks);
  }

  #marks(): Marks | null {
    const [value, of, span] = [timeline.value, timeline.of, shownSpan.get()];
    if (!value || of === null || !span) {
      return null;
    }
    const { from, to } = timelineFrame(of);
    const film = player.film.get();
    const at = film?.frames.frames[player.at.get()]?.at;
    return {
      at: value.at.map((one) => instantOf(one)),
      counts: value.counts,
      step: value.step as Step,
      from,
      to,
      first: edges(span),
      second: shownRoute.get().other ? edges(shownRoute.get().other as Span) : null,
      head: at ? instantOf(at) : null,
      look: `${theme.get()} ${language.get()}`,
    };
  }

  #sum(span: Span | null): string {
    const [value, of] = [timeline.value, timeline.of];
    if (!span || !value || of === null) {
      return '';
    }
    const [from, to] = edges(span);
    const sum = value.at.reduce((total, one, i) => {
      const at = instantOf(one);
      return at >= from && at < to ? total + (value.counts[i] ?? 0) : total;
    }, 0);
    return say.sum(figure(sum));
  }

  #shift(by: number): void {
    const span = shownSpan.get();
    if (span) {
      const [from, to] = edges(span);
      goCommand({ when: moved(span, by * (to - from)) });
    }
  }

  #compare(): void {
    const [{ other, layer, panel }, span] = [shownRoute.get(), shownSpan.get()];
    if (other) {
      goCommand({
        other: null,
        layer: layer === 'ratio' ? 'rate' : layer,
        panel: panel === 'compare' ? 'live' : panel,
      });
    } else if (span) {
      goCommand({ other: before(span), layer: 'ratio', panel: 'compare' });
    }
  }
}

/** A moment as the service writes it: a date, or a date and time. */
function instantOf(text: string): number {
  return text.length === 10 ? instant(text) : Date.parse(text);
}

function zoom(by: number): void {
  const next = timelineZoom.get() + by;
  timelineZoom.set(Math.max(ZOOMS.least, Math.min(ZOOMS.most, next)));
}

function tap(name: string, drawing: string, run: () => void): TemplateResult {
  return html`<button class="plain icon" aria-label=${name} title=${name} @click=${run}>
    ${icon(drawing, 16)}
  </button>`;
}

/** Whether changes come as they happen. */
function pulse(): TemplateResult {
  const now = commandStore.get()?.pulse() ?? 'connecting';
  return html`<span class="pulse ${now}" role="status"><i></i>${say[now]()}</span>`;
}
