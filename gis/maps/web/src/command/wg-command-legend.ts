/** What the colours of the map mean, in words and figures, and of which time. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { inkOf } from '../map/palette.ts';
import { colourName } from '../tickets/words.ts';
import { controls } from '../ui/controls.ts';
import { remembered } from '../ui/memory.ts';
import { styles } from '../ui/styles.ts';
import { theme } from '../ui/theme.ts';
import { dictionary } from '../ui/words.ts';
import { SIGNS } from './clusters.ts';
import type { Trend } from './contract.ts';
import { PARTS } from './donut.ts';
import { shownHeat } from './heat-layers.ts';
import {
  countLegend,
  densityLegend,
  type Legend,
  pointLegend,
  rateLegend,
  ratioLegend,
  type Scale,
  spotLegend,
} from './legend.ts';
import { TRENDS } from './map-images.ts';
import { player } from './player.ts';
import { shownRoute, shownSpan } from './sight.ts';
import { compared, rates, spots } from './sources.ts';
import { spanText, trendName } from './words.ts';

const say = dictionary({
  legend: ['图例', 'Legend'],
  sure: [
    '深色描边：差异显著（错误发现率 < 5%）',
    'Outlined: significant (false discovery rate < 5 %)',
  ],
  chance: ['浅色：差异可能出于偶然', 'Pale: may well be chance'],
  few: ['斜线：户数或事件太少，不作判断', 'Hatched: too few to judge'],
  closed: ['已结案', 'Closed'],
});
const SHOWN_TRENDS: readonly Trend[] = [
  'new',
  'intensifying',
  'persistent',
  'diminishing',
  'sporadic',
];

/** Narrower pages begin with the map alone. */
const ROOMY = 1500;
const [open, setOpen] = remembered('command-legend', innerWidth >= ROOMY);

@customElement('wg-command-legend')
export class WgCommandLegend extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      details {
        width: min(296px, calc(100vw - 32px));
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: color-mix(in srgb, var(--raised) 94%, transparent);
        box-shadow: var(--shadow);
        font-size: var(--small);
      }
      details:not([open]) {
        width: max-content;
      }
      summary {
        padding: 5px 12px;
        border-radius: var(--radius);
        font-weight: 600;
        cursor: pointer;
      }
      .body {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 6px;
        padding: 0 12px 10px;
      }
      .note {
        color: var(--muted);
      }
      .scale {
        display: grid;
        grid-auto-columns: minmax(0, 1fr);
        grid-auto-flow: column;
        overflow: hidden;
        border-radius: 3px;
      }
      .scale i {
        height: 10px;
        background: var(--swatch);
      }
      .scale.pale i {
        height: 5px;
      }
      .ticks {
        display: grid;
        grid-auto-columns: minmax(0, 1fr);
        grid-auto-flow: column;
        color: var(--muted);
        font-size: 11.5px;
        font-variant-numeric: tabular-nums;
        line-height: 18px;
        text-align: center;
        white-space: nowrap;
      }
      .between {
        margin-inline: calc(100% / 14);
      }
      .ends {
        display: flex;
        justify-content: space-between;
        color: var(--muted);
        font-variant-numeric: tabular-nums;
      }
      .smooth {
        height: 10px;
        border-radius: 3px;
        background: linear-gradient(to right, transparent, var(--colours));
      }
      .named {
        display: grid;
        grid-template-columns: 40px minmax(0, 1fr);
        gap: 8px;
        align-items: start;
        line-height: 12px;
      }
      .row {
        display: grid;
        grid-template-columns: 22px minmax(0, 1fr);
        gap: 8px;
        align-items: center;
        line-height: 18px;
      }
      .sign {
        display: block;
        width: 20px;
        height: 12px;
        border-radius: 2px;
        background: var(--swatch);
        box-shadow: inset 0 0 0 var(--edge-width, 0) var(--edge, transparent);
      }
      .sign.hatch {
        background: repeating-linear-gradient(135deg, var(--swatch) 0 1px, transparent 1px 5px)
          var(--ground);
      }
      .signs {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
      }
      .signs span {
        display: inline-flex;
        gap: 5px;
        align-items: center;
      }
      .signs .stroke {
        fill: none;
        stroke: currentcolor;
        stroke-linecap: round;
        stroke-linejoin: round;
        stroke-width: 3;
      }
      .red {
        fill: var(--ticket-red);
      }
      .yellow {
        fill: var(--ticket-yellow);
      }
      .green {
        fill: var(--ticket-green);
      }
      .closed {
        fill: var(--ticket-closed);
      }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    const legend = legendNow();
    const span = shownSpan.get();
    if (!legend || !span) {
      return nothing;
    }
    return html`<details
      ?open=${open.get()}
      @toggle=${(event: Event) => setOpen((event.target as HTMLDetailsElement).open)}
    >
      <summary>${legend.title}</summary>
      <div class="body">
        <span class="note">${spanText(span)} · ${legend.note}</span>
        ${legend.scales.map(scaleOf)}
        ${legend.judged ? judged() : nothing} ${legend.points ? points() : nothing}
        ${shownRoute.get().layer === 'spots' && !player.film.get() ? trends() : nothing}
      </div>
    </details>`;
  }
}

function legendNow(): Legend | null {
  const [{ layer, bandwidth }, now] = [shownRoute.get(), theme.get()];
  const film = player.film.get();
  if (film) {
    const { step } = film.frames;
    return countLegend(player.breaks.get(), now, { step, cumulative: player.cumulative.get() });
  }
  switch (layer) {
    case 'rate':
      return rateLegend(rates.value, now);
    case 'ratio':
      return ratioLegend(compared.value, now);
    case 'hexes':
      return countLegend(shownHeat.get()?.hexes.breaks.get() ?? [1], now, null);
    case 'density':
      return densityLegend(shownHeat.get()?.densities.value ?? null, bandwidth, now);
    case 'spots':
      return spotLegend(spots.value, now);
    case 'points':
      return pointLegend();
    case 'none':
      return null;
  }
}

function scaleOf({ colours, pale, ticks, ends, name, smooth }: Scale): TemplateResult {
  const between = ticks.length === colours.length - 1;
  const bar = smooth
    ? html`<div class="smooth" style=${styles({ '--colours': colours.join(', ') })}></div>`
    : html`<div class="scale">${colours.map(swatch)}</div>`;
  return html`<div class=${name ? 'named' : ''}>
    ${name ? html`<span>${name}</span>` : nothing}
    <div>
      ${bar} ${pale ? html`<div class="scale pale">${pale.map(swatch)}</div>` : nothing}
      ${
        ticks.length > 0
          ? html`<div class="ticks ${between ? 'between' : ''}">
              ${ticks.map((one) => html`<span>${one}</span>`)}
            </div>`
          : nothing
      }
      ${ends ? html`<div class="ends"><span>${ends[0]}</span><span>${ends[1]}</span></div>` : nothing}
    </div>
  </div>`;
}

const swatch = (colour: string) => html`<i style=${styles({ '--swatch': colour })}></i>`;

/** What an outline, paleness and hatching mean. */
function judged(): TemplateResult {
  const ink = inkOf(theme.get());
  const [strong, pale] = [ink.scale[6] ?? '', ink.excused[6] ?? ''];
  const edge = { '--swatch': strong, '--edge': ink.ink, '--edge-width': '2px' };
  const hatch = { '--swatch': ink.muted, '--ground': ink.ground };
  return html`
    <div class="row"><i class="sign" style=${styles(edge)}></i><span>${say.sure()}</span></div>
    <div class="row">
      <i class="sign" style=${styles({ '--swatch': pale })}></i><span>${say.chance()}</span>
    </div>
    <div class="row"><i class="sign hatch" style=${styles(hatch)}></i><span>${say.few()}</span></div>
  `;
}

function points(): TemplateResult {
  return html`<div class="signs">
    ${PARTS.map(
      (part) => html`<span>
        <svg width="16" height="16" viewBox="0 0 22 22" aria-hidden="true">
          <path class=${part} fill-rule="evenodd" d=${SIGNS[part]}></path>
        </svg>
        ${part === 'closed' ? say.closed() : colourName(part)}
      </span>`,
    )}
  </div>`;
}

function trends(): TemplateResult {
  return html`<div class="signs">
    ${SHOWN_TRENDS.map(
      (trend) => html`<span>
        <svg width="14" height="14" viewBox="0 0 24 24" aria-hidden="true">
          <path class="stroke" d=${TRENDS[trend]}></path>
        </svg>
        ${trendName(trend)}
      </span>`,
    )}
  </div>`;
}
