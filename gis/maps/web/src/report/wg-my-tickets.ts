/** What a grid worker has to do: open tickets of their place, the most urgent first. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import unfold from 'lucide-static/icons/chevron-down.svg?raw';
import again from 'lucide-static/icons/refresh-cw.svg?raw';
import way from 'lucide-static/icons/route.svg?raw';
import { asProblem, type Problem } from '../api/client.ts';
import { isNext, offeredActs } from '../tickets/acting.ts';
import { phone } from '../tickets/phone-styles.ts';
import { photoAddress, ticket, tickets } from '../tickets/requests.ts';
import { ago, until } from '../tickets/times.ts';
import type { Brief, Detail } from '../tickets/types.ts';
import { doAct } from '../tickets/wg-act-dialog.ts';
import {
  actIcon,
  actName,
  categoryName,
  classIcon,
  colourIcon,
  colourName,
  colourTone,
  stageIcon,
  stageName,
} from '../tickets/words.ts';
import { icon } from '../ui/icon.ts';
import { toast } from '../ui/toast.ts';
import { dictionary, figure } from '../ui/words.ts';

const say = dictionary({
  title: ['待办事件', 'My open tickets'],
  count: (shown: string, all: string) => [`${shown} / ${all} 件`, `${shown} of ${all}`],
  none: ['没有待办事件。', 'Nothing is to be done.'],
  reading: ['正在读取……', 'Reading ...'],
  again: ['刷新', 'Refresh'],
  way: ['导航', 'Way there'],
  photo: (number: number) => [`现场照片 ${number}`, `Photo ${number}`],
  done: (act: string) => [`已${act}`, `Done: ${act}`],
  nothing: ['您现在不需要处理这件事件。', 'There is nothing for you to do here now.'],
  reported: (when: string) => [`${when}上报`, `reported ${when}`],
  more: ['更多', 'More'],
});
const MOST = 100;
const MINUTE_MS = 60_000;

@customElement('wg-my-tickets')
export class WgMyTickets extends SignalWatcher(LitElement) {
  static override styles = [
    phone,
    css`
      :host {
        display: grid;
        gap: 8px;
        padding: 12px;
      }
      .head {
        min-height: 44px;
      }
      li.card {
        padding: 0;
        gap: 0;
        overflow: hidden;
      }
      .summary {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 2px 10px;
        align-items: center;
        justify-items: start;
        width: 100%;
        min-height: 64px;
        padding: 8px 10px 8px 12px;
        border: 0;
        border-inline-start: 4px solid var(--line-strong);
        border-radius: 0;
        background: none;
        text-align: start;
        white-space: normal;
      }
      .summary.green {
        border-inline-start-color: var(--good);
      }
      .summary.yellow {
        border-inline-start-color: var(--high);
      }
      .summary.red {
        border-inline-start-color: var(--danger);
      }
      .summary > svg:first-child {
        color: var(--muted);
      }
      .name {
        font-weight: 600;
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 8px;
        grid-column: 2;
        align-items: center;
      }
      .turn {
        grid-area: 1 / 3 / 3;
        color: var(--muted);
      }
      [aria-expanded='true'] .turn svg {
        rotate: 180deg;
      }
      .body {
        display: grid;
        gap: 10px;
        padding: 4px 12px 12px 16px;
      }
      .photos {
        display: flex;
        gap: 8px;
        overflow-x: auto;
      }
      .photos img {
        height: 120px;
        border-radius: 6px;
        background: var(--sunken);
      }
      .acts {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .acts > * {
        flex: 1 1 40%;
      }
    `,
  ];

  @state() private briefs: readonly Brief[] | null = null;
  @state() private matched = 0;
  @state() private problem: Problem | null = null;
  @state() private open: Detail | null = null;
  @state() private now = Date.now();
  private timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
    this.timer = setInterval(() => {
      this.now = Date.now();
      void this.load();
    }, MINUTE_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  override render(): TemplateResult {
    const { briefs } = this;
    return html`
      <div class="line head">
        <h2 class="grow">
          ${say.title()}
          ${briefs ? html`<span class="hint figures">${say.count(figure(briefs.length), figure(this.matched))}</span>` : nothing}
        </h2>
        <button class="icon" title=${say.again()} aria-label=${say.again()} @click=${() => void this.load()}>
          ${icon(again)}
        </button>
      </div>
      ${this.problem ? html`<p class="error" role="alert">${this.problem.told}</p>` : nothing}
      ${briefs === null && !this.problem ? html`<p class="empty">${say.reading()}</p>` : nothing}
      ${briefs?.length === 0 ? html`<p class="empty">${say.none()}</p>` : nothing}
      <ul class="cards">
        ${repeat(
          briefs ?? [],
          (one) => one.id,
          (one) => this.card(one),
        )}
      </ul>
    `;
  }

  private card(one: Brief): TemplateResult {
    const detail = this.open?.id === one.id ? this.open : null;
    const { colour } = one;
    return html`<li class="card" data-ticket=${one.id}>
      <button
        class="summary ${colour ?? ''}"
        aria-expanded=${String(detail !== null)}
        @click=${() => void this.toggle(one.id)}
      >
        ${icon(classIcon(one.code), 22)}
        <span class="name">${categoryName(one)}</span>
        <span class="facts">
          ${colour ? html`<span class="badge ${colourTone(colour)}">${icon(colourIcon(colour), 14)}${one.due_at ? until(one.due_at, this.now) : colourName(colour)}</span>` : nothing}
          <span class="badge">${icon(stageIcon(one.stage), 14)}${stageName(one.stage)}</span>
          <span class="hint figures">${say.reported(ago(one.reported_at, this.now))}</span>
        </span>
        <span class="turn">${icon(unfold)}</span>
      </button>
      ${detail ? this.body(detail) : nothing}
    </li>`;
  }

  private body(one: Detail): TemplateResult {
    const acts = offeredActs(one).filter((act) => act !== 'move');
    return html`<div class="body">
      ${one.description ? html`<p>${one.description}</p>` : nothing}
      <p class="hint">
        ${[one.grid_name ?? one.grid, one.address, one.unit].filter(Boolean).join(' · ')}
      </p>
      ${
        one.photos.length > 0
          ? html`<div class="photos" tabindex="0">
              ${one.photos.map(
                (photo, at) => html`<img
                  src=${photoAddress(one.id, photo.id)}
                  alt=${say.photo(at + 1)}
                  loading="lazy"
                />`,
              )}
            </div>`
          : nothing
      }
      <div class="acts">
        ${acts.map(
          (act, at) => html`<button
            class=${at === 0 && isNext(act, one) ? 'primary' : ''}
            @click=${() =>
              doAct(one, act, units(this.briefs), (after) => {
                toast(say.done(actName(act)));
                this.open = after;
                void this.load();
              })}
          >
            ${icon(actIcon(act))}${actName(act)}
          </button>`,
        )}
        ${
          one.lon !== null && one.lat !== null
            ? html`<a class="button" href="geo:${one.lat},${one.lon}?q=${one.lat},${one.lon}">
                ${icon(way)}${say.way()}
              </a>`
            : nothing
        }
      </div>
      ${acts.length === 0 ? html`<p class="hint">${say.nothing()}</p>` : nothing}
    </div>`;
  }

  private async toggle(id: number): Promise<void> {
    if (this.open?.id === id) {
      this.open = null;
      return;
    }
    await this.attempt(async () => {
      this.open = await ticket(id);
    });
  }

  private async load(): Promise<void> {
    await this.attempt(async () => {
      const found = await tickets({ status: ['open'], sort: 'due_at', limit: MOST });
      this.briefs = found.tickets;
      this.matched = found.matched;
    });
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.problem = null;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }
}

/** Desks that tickets lie with. */
export function units(briefs: readonly Brief[] | null): string[] {
  return [...new Set((briefs ?? []).flatMap((one) => one.unit ?? []))].sort();
}
