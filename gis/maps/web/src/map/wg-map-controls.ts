/** Zoom, fit, and what the map shows. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import layersIcon from 'lucide-static/icons/layers.svg?raw';
import minus from 'lucide-static/icons/minus.svg?raw';
import plus from 'lucide-static/icons/plus.svg?raw';
import whole from 'lucide-static/icons/scan.svg?raw';
import { opened } from '../plan/opened.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { dictionary } from '../ui/words.ts';
import { fill, setFill, setShown, shown } from './choices.ts';
import { FILLS, type Fill, shownMap } from './contract.ts';
import { outside } from './outside.ts';
import type { Shown } from './style.ts';
import { around } from './view.ts';

const say = dictionary({
  nearer: ['放大', 'Zoom in'],
  farther: ['缩小', 'Zoom out'],
  whole: ['显示整个方案', 'Show the whole plan'],
  layers: ['地图显示', 'What the map shows'],
  fill: ['着色', 'Colours'],
  band: ['户数是否达标', 'Households against the band'],
  grid: ['区分各网格', 'A colour for each grid'],
  microgrid: ['微网格户数', 'Households of micro-grids'],
  show: ['图层', 'Layers'],
  microgrids: ['微网格边界', 'Borders of micro-grids'],
  buildings: ['楼栋', 'Buildings'],
  labels: ['文字', 'Labels'],
});
const LAYERS = ['microgrids', 'buildings', 'labels'] as const satisfies readonly (keyof Shown)[];

@customElement('wg-map-controls')
export class WgMapControls extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        justify-items: end;
        gap: 8px;
      }
      .bar {
        display: grid;
        overflow: hidden;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--raised);
        box-shadow: var(--shadow);
      }
      .bar button {
        width: 36px;
        height: 36px;
        padding: 0;
        border: 0;
        border-radius: 0;
        background: transparent;
      }
      .bar button + button {
        border-block-start: 1px solid var(--line);
      }
      .bar button:focus-visible {
        outline-offset: -3px;
      }
      .bar button[aria-expanded='true'] {
        background: var(--accent-soft);
        color: var(--accent);
      }
      .menu {
        position: absolute;
        inset-block-end: 0;
        inset-inline-end: 46px;
        display: grid;
        gap: 12px;
        width: max-content;
        padding: 12px 16px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--raised);
        box-shadow: var(--shadow);
      }
      fieldset {
        display: grid;
        gap: 2px;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0 0 4px;
        color: var(--muted);
        font-size: var(--small);
        font-weight: 600;
      }
      label.inline {
        min-height: 28px;
      }
      @media (pointer: coarse) {
        .bar button {
          width: 40px;
          height: 40px;
        }
        .menu {
          inset-inline-end: 50px;
        }
        label.inline {
          min-height: 40px;
        }
      }
    `,
  ];

  @state() private menu = false;

  override render(): TemplateResult {
    return html`
      <div class="bar" @keydown=${this.escape}>
        <button
          aria-label=${say.layers()}
          title=${say.layers()}
          aria-expanded=${this.menu}
          @click=${() => {
            this.menu = !this.menu;
          }}
        >
          ${icon(layersIcon)}
        </button>
      </div>
      ${this.menu ? this.choices() : nothing}
      <div class="bar">
        ${tap(say.nearer(), plus, () => shownMap.get()?.map.zoomIn())}
        ${tap(say.farther(), minus, () => shownMap.get()?.map.zoomOut())}
        ${tap(say.whole(), whole, fitWhole)}
      </div>
    `;
  }

  private choices(): TemplateResult {
    const others = outside.get();
    return html`
      <div class="menu" @keydown=${this.escape}>
        <fieldset>
          <legend>${say.fill()}</legend>
          ${FILLS.map((one) => this.colouring(one))}
        </fieldset>
        <fieldset>
          <legend>${say.show()}</legend>
          ${LAYERS.map((one) => layer(one, say[one]()))}
          ${others ? layer('outside', others.name) : nothing}
        </fieldset>
      </div>
    `;
  }

  private colouring(one: Fill): TemplateResult {
    return html`<label class="inline">
      <input type="radio" name="fill" .checked=${fill.get() === one} @change=${() => setFill(one)} />
      ${say[one]()}
    </label>`;
  }

  private escape(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.menu) {
      event.stopPropagation();
      this.menu = false;
      this.renderRoot.querySelector<HTMLButtonElement>('[aria-expanded]')?.focus();
    }
  }
}

function tap(name: string, drawing: string, run: () => void): TemplateResult {
  return html`<button aria-label=${name} title=${name} @click=${run}>${icon(drawing)}</button>`;
}

function layer(name: keyof Shown, label: string): TemplateResult {
  return html`<label class="inline">
    <input
      type="checkbox"
      .checked=${shown.get()[name]}
      @change=${(event: Event) =>
        setShown({ ...shown.get(), [name]: (event.target as HTMLInputElement).checked })}
    />
    ${label}
  </label>`;
}

function fitWhole(): void {
  const box = around(opened.get()?.communities.get() ?? []);
  if (box) {
    shownMap.get()?.fit(box);
  }
}
