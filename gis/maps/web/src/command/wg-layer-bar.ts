/** What the map shows of the tickets. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { BANDWIDTHS, LAYERS, type Layer } from '../app/command-route.ts';
import { goCommand, noteCommand } from '../app/route.ts';
import { controls } from '../ui/controls.ts';
import { dictionary, figure } from '../ui/words.ts';
import { shownRoute, shownSpan } from './sight.ts';
import { before } from './time.ts';
import { layerName } from './words.ts';

const say = dictionary({
  layers: ['地图内容', 'Map content'],
  bandwidth: ['带宽', 'Bandwidth'],
  metres: (count: string) => [`${count} 米`, `${count} m`],
  rate: [
    '各网格每千户事件数，与平均相比，注明是否显著',
    'Tickets per 1,000 households of each grid against the average, with significance',
  ],
  hexes: ['六边形内的事件数', 'Tickets in hexagons'],
  density: ['核密度，带宽以米为单位', 'Kernel density with its bandwidth in metres'],
  points: ['聚合的事件与单个事件', 'Clusters and single tickets'],
  spots: ['Getis-Ord Gi* 热点与冷点', 'Getis-Ord Gi* hot and cold spots'],
  ratio: ['两个时段之比', 'Ratio of two windows'],
  none: ['只看网格', 'Grids alone'],
});
const SHOWN: readonly Layer[] = LAYERS;
const STEP = 50;

@customElement('wg-layer-bar')
export class WgLayerBar extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .group,
      label {
        display: flex;
        overflow: hidden;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--raised);
        box-shadow: var(--shadow);
      }
      button {
        min-height: 30px;
        padding: 2px 10px;
        border: 0;
        border-radius: 0;
        background: transparent;
        font-size: var(--small);
      }
      button + button {
        border-inline-start: 1px solid var(--line);
      }
      button[aria-pressed='true'] {
        font-weight: 600;
      }
      button:focus-visible {
        outline-offset: -3px;
      }
      label {
        gap: 8px;
        align-items: center;
        padding: 0 10px;
        font-size: var(--small);
        font-weight: 400;
      }
      input {
        width: 120px;
        accent-color: var(--accent);
      }
      output {
        min-width: 56px;
        font-variant-numeric: tabular-nums;
        text-align: end;
      }
      @media (pointer: coarse) {
        button {
          min-height: 40px;
        }
      }
    `,
  ];

  override render(): TemplateResult {
    const { layer, bandwidth } = shownRoute.get();
    return html`
      <div class="group" role="group" aria-label=${say.layers()}>
        ${SHOWN.map(
          (one) => html`<button
            aria-pressed=${one === layer}
            title=${say[one]()}
            @click=${() => choose(one)}
          >
            ${layerName(one)}
          </button>`,
        )}
      </div>
      ${
        layer === 'density'
          ? html`<label>
              ${say.bandwidth()}
              <input
                type="range"
                min=${BANDWIDTHS.least}
                max=${BANDWIDTHS.most}
                step=${STEP}
                .value=${String(bandwidth)}
                @change=${(event: Event) =>
                  noteCommand({ bandwidth: Number((event.target as HTMLInputElement).value) })}
              />
              <output>${say.metres(figure(bandwidth))}</output>
            </label>`
          : nothing
      }
    `;
  }
}

/** Two windows are compared with the one before, unless another was chosen. */
function choose(layer: Layer): void {
  const [{ other }, span] = [shownRoute.get(), shownSpan.get()];
  goCommand(layer === 'ratio' && !other && span ? { layer, other: before(span) } : { layer });
}
