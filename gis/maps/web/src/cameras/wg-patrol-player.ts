/** A patrol that runs: camera after camera, some seconds each; what is seen is marked, and what is
 * wrong becomes a ticket at the camera's place. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import fine from 'lucide-static/icons/circle-check.svg?raw';
import pause from 'lucide-static/icons/pause.svg?raw';
import playIcon from 'lucide-static/icons/play.svg?raw';
import previous from 'lucide-static/icons/skip-back.svg?raw';
import next from 'lucide-static/icons/skip-forward.svg?raw';
import stopIcon from 'lucide-static/icons/square.svg?raw';
import finding from 'lucide-static/icons/triangle-alert.svg?raw';
import dark from 'lucide-static/icons/video-off.svg?raw';
import { asProblem, type Problem } from '../api/client.ts';
import { icon } from '../ui/icon.ts';
import { toast, toastProblem } from '../ui/toast.ts';
import { announced, dictionary, figure } from '../ui/words.ts';
import type { Patrol, Result, Run } from './contract.ts';
import { playerStyles } from './player-styles.ts';
import { endRun, noteSeen, camera as read } from './requests.ts';
import { begun, counted, here, marked, moved, over, type Tour, ticked } from './tour.ts';
import { leave, look, type View, views } from './views.ts';
import { makeTicket } from './wg-finding-dialog.ts';
import { statusName } from './words.ts';
import './wg-live-view.ts';

const say = dictionary({
  reason: (name: string) => [`远程巡检：${name}`, `Remote patrol: ${name}`],
  step: (at: string, of: string) => [`第 ${at} / ${of} 个`, `${at} of ${of}`],
  left: (seconds: string) => [`${seconds} 秒后看下一个`, `next in ${seconds} s`],
  paused: ['已暂停', 'paused'],
  normal: ['正常', 'Normal'],
  finding: ['发现问题', 'Something is wrong'],
  no_picture: ['无画面', 'No picture'],
  unseen: ['未标记', 'Not marked'],
  pause: ['暂停', 'Pause'],
  go: ['继续', 'Go on'],
  next: ['下一个', 'Next'],
  previous: ['上一个', 'Back'],
  end: ['结束巡检', 'End the patrol'],
  opening: ['正在打开画面……', 'Opening the picture ...'],
  noStream: ['该摄像头没有实时画面', 'This camera has no live picture'],
  done: ['巡检完成', 'The patrol is done'],
  close: ['返回列表', 'Back to the list'],
  stops: ['巡检路线', 'The tour'],
  ticket: (id: number) => [`已生成事件 ${id}`, `Ticket ${id} was made`],
});
const RESULTS: readonly (readonly [Result, string, string])[] = [
  ['normal', fine, 'good'],
  ['finding', finding, 'danger'],
  ['no_picture', dark, 'high'],
];
const SECOND_MS = 1000;

@customElement('wg-patrol-player')
export class WgPatrolPlayer extends SignalWatcher(LitElement) {
  static override styles = playerStyles;

  @property({ attribute: false }) patrol!: Patrol;
  @property({ attribute: false }) run!: Run;
  @state() private tour: Tour = begun([]);
  @state() private viewing: number | null = null;
  @state() private problem: Problem | null = null;
  /** Stop whose picture was asked for last. */
  private asked = -1;
  private timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.tour = begun(this.patrol.stops.filter((stop) => stop.live));
    this.timer = setInterval(() => this.tick(), SECOND_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
    this.shut();
    // Ended twice changes nothing.
    endRun(this.run.id).catch(() => undefined);
  }

  override render(): TemplateResult {
    return over(this.tour) ? this.summary() : this.playing();
  }

  protected override updated(): void {
    if (!over(this.tour) && this.asked !== this.tour.at) {
      this.asked = this.tour.at;
      void this.show();
    }
    if (over(this.tour) && this.viewing !== null) {
      queueMicrotask(() => this.shut());
    }
  }

  private playing(): TemplateResult {
    const { tour } = this;
    const stop = here(tour);
    const view = views.get().find((one) => one.permit.viewing === this.viewing);
    const result = tour.results[tour.at];
    return html`<div class="player">
      <div class="picture">
        ${view ? html`<wg-live-view .view=${view}></wg-live-view>` : this.waiting()}
      </div>
      <div class="side">
        <div>
          <h2 title=${stop?.name ?? ''}>${stop?.name}</h2>
          <p class="hint figures" role="status">
            ${say.step(figure(tour.at + 1), figure(tour.stops.length))} ·
            ${tour.paused ? say.paused() : say.left(figure(tour.left))}
          </p>
        </div>
        <progress max=${stop?.seconds ?? 1} value=${(stop?.seconds ?? 0) - tour.left} aria-hidden="true"></progress>
        <div class="marks">
          ${RESULTS.map(
            ([one, drawing, tone]) => html`<button
              class=${tone}
              aria-pressed=${String(result === one)}
              @click=${() => void this.mark(one)}
            >
              ${icon(drawing)}${say[one]()}
            </button>`,
          )}
        </div>
        <div class="keys">
          <button class="icon" title=${say.previous()} aria-label=${say.previous()} ?disabled=${tour.at === 0} @click=${() => this.go(-1)}>
            ${icon(previous)}
          </button>
          <button @click=${() => (this.tour = { ...tour, paused: !tour.paused })}>
            ${icon(tour.paused ? playIcon : pause)}${tour.paused ? say.go() : say.pause()}
          </button>
          <button class="icon" title=${say.next()} aria-label=${say.next()} @click=${() => this.go(1)}>
            ${icon(next)}
          </button>
          <button class="end" @click=${() => (this.tour = { ...tour, at: tour.stops.length })}>
            ${icon(stopIcon, 16)}${say.end()}
          </button>
        </div>
        ${this.stops()}
      </div>
    </div>`;
  }

  private waiting(): TemplateResult {
    const stop = here(this.tour);
    const words = this.problem?.told ?? (stop?.has_stream ? say.opening() : say.noStream());
    return html`<div class="nothing">${icon(dark, 28)}<p>${words}</p></div>`;
  }

  private stops(): TemplateResult {
    return html`<ol aria-label=${say.stops()} tabindex="0">
      ${this.tour.stops.map((stop, at) => {
        const result = this.tour.results[at] ?? null;
        const found = RESULTS.find(([one]) => one === result);
        return html`<li aria-current=${at === this.tour.at ? 'step' : nothing}>
          <span class="figures hint">${at + 1}</span>
          <span class="name" title=${stop.name}>${stop.name}</span>
          ${
            found
              ? html`<span class="badge ${found[2]}">${icon(found[1], 13)}${say[found[0]]()}</span>`
              : stop.status === 'online'
                ? nothing
                : html`<span class="badge">${statusName(stop.status)}</span>`
          }
        </li>`;
      })}
    </ol>`;
  }

  private summary(): TemplateResult {
    return html`<section class="summary" role="status">
      <h2>${say.done()}</h2>
      <dl class="figures">
        ${RESULTS.map(
          ([one, drawing, tone]) => html`<div class=${tone}>
            <dt>${icon(drawing)}${say[one]()}</dt>
            <dd>${figure(counted(this.tour, one))}</dd>
          </div>`,
        )}
        <div>
          <dt>${say.unseen()}</dt>
          <dd>${figure(counted(this.tour, null))}</dd>
        </div>
      </dl>
      <button class="primary" @click=${() => this.dispatchEvent(new CustomEvent('done'))}>${say.close()}</button>
    </section>`;
  }

  private tick(): void {
    this.tour = ticked(this.tour);
  }

  private go(by: 1 | -1): void {
    this.tour = moved(this.tour, by);
  }

  /** Open the picture of the stop; the one before is left. */
  private async show(): Promise<void> {
    const stop = here(this.tour);
    const { at } = this.tour;
    // Not while the page is being drawn.
    await null;
    this.shut();
    this.problem = null;
    if (!stop) {
      return;
    }
    announced.set(stop.name);
    if (!stop.has_stream) {
      return;
    }
    try {
      const found = await read(stop.camera);
      const view: View = await look(found, say.reason(this.patrol.name), null, 'patrol');
      if (this.tour.at === at && this.isConnected) {
        this.viewing = view.permit.viewing;
      } else {
        leave(view.permit.viewing);
      }
    } catch (error) {
      if (this.tour.at === at) {
        this.problem = asProblem(error);
      }
    }
  }

  private shut(): void {
    if (this.viewing !== null) {
      leave(this.viewing);
      this.viewing = null;
    }
  }

  private async mark(result: Result): Promise<void> {
    const stop = here(this.tour);
    if (!stop) {
      return;
    }
    if (result === 'finding') {
      // Whoever writes should not be hurried.
      this.tour = { ...this.tour, paused: true };
      makeTicket(this.run.id, stop, (ticket) => {
        this.tour = moved({ ...marked(this.tour, 'finding'), paused: false }, 1);
        toast(ticket === null ? say.finding() : say.ticket(ticket));
      });
      return;
    }
    try {
      await noteSeen(this.run.id, { camera: stop.camera, result });
      // Nothing more to be seen there.
      this.tour = moved(marked(this.tour, result), 1);
    } catch (error) {
      toastProblem(error);
    }
  }
}
