/** What the colours of the map mean, in words. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { opened } from '../plan/opened.ts';
import type { Rules } from '../plan/types.ts';
import { controls } from '../ui/controls.ts';
import { remembered } from '../ui/memory.ts';
import { styles } from '../ui/styles.ts';
import { theme } from '../ui/theme.ts';
import { dictionary, figure } from '../ui/words.ts';
import { fill } from './choices.ts';
import { FAR, type Ink, inkOf } from './palette.ts';

const say = dictionary({
  legend: ['图例', 'Legend'],
  households: ['每个网格的户数', 'Households of each grid'],
  residents: ['每个网格的人数', 'Residents of each grid'],
  microHouseholds: ['每个微网格的户数', 'Households of each micro-grid'],
  microResidents: ['每个微网格的人数', 'Residents of each micro-grid'],
  low: ['偏少', 'Too few'],
  within: ['合适', 'Right'],
  high: ['偏多', 'Too many'],
  dedicated: ['专属网格，按类别着色', 'Dedicated, by category'],
  excused: ['超出区间，已有说明', 'Out of the band, with a reason'],
  each: [
    '相邻网格颜色不同，颜色没有其他含义。',
    'Neighbours differ in colour; it means nothing else.',
  ],
  free: [
    '没有规定微网格户数，颜色只作区分。',
    'Micro-grids have no band; colours only tell them apart.',
  ],
  community: ['社区', 'Community'],
  grid: ['网格', 'Grid'],
  microgrid: ['微网格', 'Micro-grid'],
});

/** Narrower pages begin with the map alone. */
const ROOMY = 1200;
const [open, setOpen] = remembered('legend', innerWidth >= ROOMY);

@customElement('wg-map-legend')
export class WgMapLegend extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      details {
        width: min(248px, calc(100vw - 32px));
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
        padding: 6px 12px;
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
      .scale {
        display: grid;
        grid-template-columns: repeat(7, 1fr);
      }
      .scale i {
        height: 12px;
        background: var(--swatch);
      }
      .scale i:first-child {
        border-radius: 3px 0 0 3px;
      }
      .scale i:nth-child(7) {
        border-radius: 0 3px 3px 0;
      }
      .scale .tick {
        transform: translateX(-50%);
        width: max-content;
        color: var(--muted);
        font-variant-numeric: tabular-nums;
        line-height: 18px;
      }
      .tick.at1 {
        grid-column: 2;
      }
      .tick.at2 {
        grid-column: 3;
      }
      .tick.at5 {
        grid-column: 6;
      }
      .tick.at6 {
        grid-column: 7;
      }
      .words {
        display: grid;
        grid-template-columns: auto 1fr auto;
        text-align: center;
        line-height: 18px;
      }
      .row {
        display: grid;
        grid-template-columns: 28px minmax(0, 1fr);
        align-items: center;
        gap: 8px;
        line-height: 18px;
      }
      .hatch {
        height: 14px;
        border: 1px solid var(--swatch);
        border-radius: 3px;
        background: repeating-linear-gradient(
            135deg,
            var(--swatch) 0 1px,
            transparent 1px 5px
          )
          var(--ground);
      }
      .pale {
        display: grid;
        grid-template-columns: 1fr 1fr;
        height: 14px;
        overflow: hidden;
        border-radius: 3px;
      }
      .pale i {
        background: var(--swatch);
      }
      .eight {
        display: grid;
        grid-template-columns: repeat(8, 1fr);
        height: 12px;
        overflow: hidden;
        border-radius: 3px;
      }
      .eight i {
        background: var(--swatch);
      }
      .lines {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 12px;
        padding-block-start: 8px;
        border-block-start: 1px solid var(--line);
      }
      .lines span {
        display: inline-flex;
        align-items: center;
        gap: 5px;
        white-space: nowrap;
      }
      .line {
        width: 18px;
        border-block-start: var(--width) var(--kind, solid) var(--swatch);
      }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    const store = opened.get();
    if (!store) {
      return nothing;
    }
    const ink = inkOf(theme.get());
    return html`<details
      ?open=${open.get()}
      @toggle=${(event: Event) => setOpen((event.target as HTMLDetailsElement).open)}
    >
      <summary>${say.legend()}</summary>
      <div class="body">${colours(store.rules.get(), ink)} ${lines(ink)}</div>
    </details>`;
  }
}

function colours(rules: Rules, ink: Ink): TemplateResult {
  const [now, by] = [fill.get(), rules.by];
  if (now === 'grid') {
    return html`${eight(ink)}<span>${say.each()}</span>${dedicated(ink)}`;
  }
  if (now === 'band') {
    return html`${scale(say[by](), rules.band, ink)}${excused(ink)}${dedicated(ink)}`;
  }
  const title = by === 'households' ? say.microHouseholds() : say.microResidents();
  return rules.microBand
    ? html`${scale(title, rules.microBand, ink)}${excused(ink)}${dedicated(ink)}`
    : html`${eight(ink)}<span>${say.free()}</span>`;
}

function scale(title: string, band: Rules['band'], ink: Ink): TemplateResult {
  const { lower, upper } = band;
  const ticks = [
    [1, lower * (1 - FAR)],
    [2, lower],
    [5, upper],
    [6, upper * (1 + FAR)],
  ] as const;
  return html`
    <span>${title}</span>
    <div>
      <div class="scale">
        ${ink.scale.map(swatch)}
        ${ticks.map(([at, value]) => html`<span class="tick at${at}">${figure(value)}</span>`)}
      </div>
      <div class="words">
        <span>▼ ${say.low()}</span><span>${say.within()}</span><span>${say.high()} ▲</span>
      </div>
    </div>
  `;
}

const swatch = (colour: string) => html`<i style=${styles({ '--swatch': colour })}></i>`;

const eight = (ink: Ink) => html`<div class="eight">${ink.eight.map(swatch)}</div>`;

function excused(ink: Ink): TemplateResult {
  const pale = [ink.excused[0] ?? '', ink.excused[6] ?? ''];
  return html`<div class="row">
    <span class="pale">${pale.map(swatch)}</span><span>${say.excused()}</span>
  </div>`;
}

function dedicated(ink: Ink): TemplateResult {
  const look = { '--swatch': ink.site, '--ground': ink.ground };
  return html`<div class="row">
    <i class="hatch" style=${styles(look)}></i><span>${say.dedicated()}</span>
  </div>`;
}

function lines(ink: Ink): TemplateResult {
  const kinds = [
    [say.community(), ink.community, '3px', 'solid'],
    [say.grid(), ink.grid, '2px', 'solid'],
    [say.microgrid(), ink.microgrid, '1.5px', 'dashed'],
  ] as const;
  return html`<div class="lines">
    ${kinds.map(
      ([name, colour, width, kind]) => html`<span>
        <i
          class="line"
          style=${styles({ '--swatch': colour, '--width': width, '--kind': kind })}
        ></i>
        ${name}
      </span>`,
    )}
  </div>`;
}
