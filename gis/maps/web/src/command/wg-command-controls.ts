/** Zoom, fit, and what else the map shows. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import layersIcon from 'lucide-static/icons/layers.svg?raw';
import minus from 'lucide-static/icons/minus.svg?raw';
import plus from 'lucide-static/icons/plus.svg?raw';
import whole from 'lucide-static/icons/scan.svg?raw';
import { noteCommand } from '../app/route.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { dictionary } from '../ui/words.ts';
import { commandMap } from './contract.ts';
import { mapChoices, setMapChoices } from './map-choices.ts';
import { shownRoute } from './sight.ts';

const say = dictionary({
  nearer: ['放大', 'Zoom in'],
  farther: ['缩小', 'Zoom out'],
  whole: ['显示整个辖区', 'Show everything'],
  layers: ['地图显示', 'What the map shows'],
  cameras: ['摄像头与视域', 'Cameras and views'],
  microgrids: ['微网格边界', 'Borders of micro-grids'],
  labels: ['文字', 'Labels'],
});

@customElement('wg-command-controls')
export class WgCommandControls extends SignalWatcher(LitElement) {
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
        width: 32px;
        height: 32px;
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
        inset-inline-end: 42px;
        display: grid;
        width: max-content;
        padding: 8px 14px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--raised);
        box-shadow: var(--shadow);
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
        ${tap(say.nearer(), plus, () => commandMap.get()?.map.zoomIn())}
        ${tap(say.farther(), minus, () => commandMap.get()?.map.zoomOut())}
        ${tap(say.whole(), whole, () => this.dispatchEvent(new CustomEvent('whole')))}
      </div>
    `;
  }

  private choices(): TemplateResult {
    const chosen = mapChoices.get();
    return html`<div class="menu" @keydown=${this.escape}>
      ${check(say.cameras(), shownRoute.get().cameras, (cameras) => noteCommand({ cameras }))}
      ${check(say.microgrids(), chosen.microgrids, (microgrids) =>
        setMapChoices({ ...chosen, microgrids }),
      )}
      ${check(say.labels(), chosen.labels, (labels) => setMapChoices({ ...chosen, labels }))}
    </div>`;
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

function check(label: string, is: boolean, change: (is: boolean) => void): TemplateResult {
  return html`<label class="inline">
    <input
      type="checkbox"
      .checked=${is}
      @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
    />
    ${label}
  </label>`;
}
