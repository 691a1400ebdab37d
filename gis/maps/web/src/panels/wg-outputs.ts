/** The plan as files. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import drawing from 'lucide-static/icons/download.svg?raw';
import { asProblem, type Problem } from '../api/client.ts';
import { opened } from '../plan/opened.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { dictionary } from '../ui/words.ts';
import { download, FORMATS, type Kind } from './outputs.ts';

const say = dictionary({
  gpkg: ['GeoPackage：全部图层，可再次审核', 'GeoPackage: all layers, can be audited again'],
  geojson: ['GeoJSON：网格与微网格，WGS 84', 'GeoJSON: grids and micro-grids, WGS 84'],
  'shp.zip': ['Shapefile：四个图层，压缩包', 'Shapefile: four layers, zipped'],
  xlsx: ['XLSX 台账：网格、微网格与四至', 'XLSX ledger: grids, micro-grids, boundaries'],
  csv: ['CSV 台账：网格与四至', 'CSV ledger: grids and boundaries'],
  download: ['下载', 'Download'],
  encoding: ['编码', 'Encoding'],
  gbk: [
    '旧版软件打不开中文时选 GBK。',
    'Choose GBK for older programs that show Chinese as garbage.',
  ],
});

@customElement('wg-outputs')
export class WgOutputs extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      ul {
        display: grid;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto auto;
        gap: 8px;
        align-items: center;
        padding: 6px 0;
        border-bottom: 1px solid var(--line);
      }
      select {
        width: auto;
      }
      .error,
      .hint {
        margin-top: 8px;
      }
    `,
  ];

  @state() private busy: Kind | null = null;
  @state() private problem: Problem | null = null;

  override render(): TemplateResult | typeof nothing {
    const store = opened.get();
    if (!store) {
      return nothing;
    }
    return html`
      <ul>
        ${FORMATS.map(
          ({ kind, gbk }) => html`<li>
            <span>${say[kind]()}</span>
            ${
              gbk
                ? html`<select name=${kind} aria-label="${say.encoding()} ${kind}">
                    <option value="utf-8">UTF-8</option>
                    <option value="gbk">GBK</option>
                  </select>`
                : html`<span></span>`
            }
            <button
              class="icon"
              title="${say.download()} ${kind}"
              aria-label="${say.download()} ${kind}"
              ?disabled=${this.busy !== null}
              aria-busy=${String(this.busy === kind)}
              @click=${() => this.bring(store.id, kind)}
            >
              ${icon(drawing, 16)}
            </button>
          </li>`,
        )}
      </ul>
      ${this.problem ? html`<p class="error" role="alert">${this.problem.told}</p>` : nothing}
      <p class="hint">${say.gbk()}</p>
    `;
  }

  private async bring(plan: number, kind: Kind): Promise<void> {
    const chosen = this.renderRoot.querySelector<HTMLSelectElement>(`select[name="${kind}"]`);
    this.busy = kind;
    this.problem = null;
    try {
      await download(plan, kind, chosen?.value === 'gbk' ? 'gbk' : 'utf-8');
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.busy = null;
    }
  }
}
