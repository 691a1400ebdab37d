/** Key figures of the window and the filters; each leads to the tickets behind it. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { formatCommand } from '../app/command-route.ts';
import { follow } from '../app/route.ts';
import { span as timeSpan } from '../tickets/times.ts';
import { colourIcon, colourName } from '../tickets/words.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, either, figure } from '../ui/words.ts';
import type { Tally } from './contract.ts';
import { shownRoute } from './sight.ts';
import { figures } from './sources.ts';

const say = dictionary({
  figures: ['关键数字', 'Key figures'],
  tickets: ['事件', 'Tickets'],
  open: ['未结', 'Open'],
  closed: ['已结案', 'Closed'],
  deferred: ['应结延期', 'Deferred'],
  closure: ['结案率', 'Closure rate'],
  onTime: ['按期结案率', 'On-time rate'],
  median: ['用时中位', 'Median'],
  medianHint: ['从上报到结案所用时间的中位数', 'Median of the time from report to closing'],
  of: (part: string, whole: string) => [`${part} / ${whole}`, `${part} / ${whole}`],
  few: ['少于 5', 'below 5'],
  counted: ['计算口径', 'How it is counted'],
  again: ['重试', 'Try again'],
  show: (name: string) => [`只看${name}`, `Show only: ${name}`],
});
const MINUTE = 60_000;

/** A figure and what the list is filtered by when it is pressed. */
interface Shown {
  readonly name: string;
  readonly value: number | null;
  readonly status: readonly string[];
}

@customElement('wg-figures')
export class WgFigures extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        padding: 8px;
      }
      .tiles {
        display: grid;
        grid-template-columns: repeat(6, minmax(0, 1fr));
        gap: 1px;
        overflow: hidden;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--line);
      }
      a,
      .rate {
        display: grid;
        align-content: start;
        padding: 6px 10px 8px;
        background: var(--card);
        color: var(--ink);
        text-decoration: none;
      }
      a:hover {
        background: var(--sunken);
      }
      a[aria-current] {
        background: var(--accent-soft);
      }
      a:focus-visible {
        outline-offset: -3px;
      }
      .half {
        grid-column: span 3;
      }
      .third {
        grid-column: span 2;
      }
      .name {
        display: flex;
        gap: 4px;
        align-items: center;
        overflow: hidden;
        color: var(--muted);
        font-size: var(--small);
        white-space: nowrap;
      }
      strong {
        overflow: hidden;
        font-size: calc(var(--text) * 1.57);
        font-weight: 600;
        font-variant-numeric: tabular-nums;
        line-height: 1.25;
        letter-spacing: -0.01em;
        white-space: nowrap;
      }
      .rate.third strong {
        font-size: calc(var(--text) * 1.28);
        line-height: 1.53;
      }
      .large strong {
        font-size: calc(var(--text) * 2.14);
      }
      .name svg {
        flex: none;
      }
      small {
        color: var(--muted);
        font-size: var(--small);
        font-variant-numeric: tabular-nums;
      }
      .red .name svg {
        color: var(--ticket-red);
      }
      .yellow .name svg {
        color: var(--ticket-yellow);
      }
      .green .name svg {
        color: var(--ticket-green);
      }
      .meter {
        height: 4px;
        margin-top: 3px;
        border-radius: 2px;
        background: var(--line);
      }
      .meter i {
        display: block;
        width: var(--share);
        height: 100%;
        border-radius: 2px;
        background: var(--accent);
      }
      .stale {
        opacity: 0.6;
      }
      details {
        margin-top: 6px;
        color: var(--muted);
        font-size: 12px;
        line-height: 1.4;
      }
      summary {
        min-height: 24px;
        line-height: 24px;
        cursor: pointer;
      }
      .error {
        margin-bottom: 8px;
      }
      @media (width <= 1500px) {
        .third {
          padding-inline: 6px;
        }
        .third .name {
          gap: 2px;
          font-size: 12px;
        }
      }
    `,
  ];

  override render(): TemplateResult {
    const { value, problem } = figures;
    const total = value?.total ?? null;
    return html`
      <h2 class="visually-hidden">${say.figures()}</h2>
      ${
        problem
          ? html`<p class="error" role="alert">
              ${problem.told} <button @click=${() => figures.again()}>${say.again()}</button>
            </p>`
          : nothing
      }
      <div class="tiles ${figures.loading && !value ? 'stale' : ''}">
        ${this.tile({ name: say.tickets(), value: total?.tickets ?? null, status: [] }, 'half large')}
        ${this.tile({ name: say.open(), value: total?.open ?? null, status: ['open'] }, 'half large')}
        ${(['red', 'yellow', 'green'] as const).map((colour) =>
          this.tile(
            {
              name: colourName(colour),
              value: total?.[colour] ?? null,
              status: [colour],
            },
            `third ${colour}`,
            icon(colourIcon(colour), 14),
          ),
        )}
        ${this.tile({ name: say.closed(), value: total?.closed ?? null, status: ['closed'] }, 'third')}
        ${this.tile({ name: say.deferred(), value: total?.deferred ?? null, status: ['deferred'] }, 'third')}
        ${median(total)} ${rate(say.closure(), total, 'closure')} ${rate(say.onTime(), total, 'onTime')}
      </div>
      ${
        value
          ? html`<details>
              <summary>${say.counted()}</summary>
              <p>${either(value.denominators)}</p>
            </details>`
          : nothing
      }
    `;
  }

  private tile(shown: Shown, name: string, sign: TemplateResult | null = null): TemplateResult {
    const now = shownRoute.get();
    const current = shown.status.length > 0 && String(now.status) === String(shown.status);
    // The same again takes it back.
    const status = current ? [] : shown.status;
    return html`<a
      class=${name}
      href=${formatCommand({ ...now, status, panel: 'live' })}
      aria-current=${current ? 'true' : nothing}
      title=${say.show(shown.name)}
      @click=${follow}
    >
      <span class="name">${sign ?? nothing}${shown.name}</span>
      <strong>${told(shown.value)}</strong>
    </a>`;
  }
}

function told(value: number | null): TemplateResult | string {
  return value === null ? '–' : figure(value);
}

function median(total: Tally | null): TemplateResult {
  const minutes = total?.median_minutes ?? null;
  return html`<div class="rate third">
    <span class="name" title=${say.medianHint()}>${say.median()}</span>
    <strong>${minutes === null ? '–' : timeSpan(minutes * MINUTE)}</strong>
  </div>`;
}

/** A rate with what it is a share of. */
function rate(name: string, total: Tally | null, which: 'closure' | 'onTime'): TemplateResult {
  const share = (which === 'closure' ? total?.closure_rate : total?.on_time_rate) ?? null;
  const part = which === 'closure' ? total?.closed_due : total?.on_time;
  const whole = total ? minus(total.due, total.deferred) : null;
  return html`<div class="rate half">
    <span class="name">${name}</span>
    <strong>${share === null ? '–' : `${figure(100 * share, 1)} %`}</strong>
    <small>${say.of(told(part ?? null) as string, told(whole ?? null) as string)}</small>
  </div>`;
}

function minus(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one - other;
}
