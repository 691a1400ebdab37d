/** Where files come in: dropped, or chosen in the browser's own dialog. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { classMap } from 'lit/directives/class-map.js';
import uploadIcon from 'lucide-static/icons/upload.svg?raw';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { dictionary } from '../ui/words.ts';
import { NEEDED, ROLES, roleHint, roleName } from './names.ts';
import { ENDINGS } from './upload.ts';

const say = dictionary({
  drop: ['把文件拖到这里', 'Drop files here'],
  or: ['或者', 'or'],
  choose: ['选择文件', 'Choose files'],
  formats: [
    'GeoPackage、GeoJSON、Shapefile（zip，或全部组成文件）、FlatGeobuf、GeoParquet；可一次多个',
    'GeoPackage, GeoJSON, Shapefile (zipped, or all of its parts), FlatGeobuf, GeoParquet; one or several',
  ],
  what: ['需要哪些图层', 'Which layers are needed'],
  needed: ['必需', 'needed'],
  optional: ['可选', 'optional'],
  safe: [
    '先检查，后导入：图层、列名（含中文）和坐标系会自动识别，问题标在地图上。确认之前不写入任何数据。',
    'Checked before anything is stored: layers, column names (Chinese too) and the CRS are recognised, problems are shown on the map. Nothing is written until you say so.',
  ],
});

@customElement('wg-drop-zone')
export class WgDropZone extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: 24px;
      }
      .zone {
        display: grid;
        gap: 8px;
        justify-items: center;
        padding: 44px 24px;
        border: 2px dashed var(--line-strong);
        border-radius: 10px;
        background: var(--card);
        text-align: center;
      }
      .zone.over {
        border-color: var(--accent);
        border-style: solid;
        background: var(--accent-soft);
      }
      .zone svg {
        color: var(--accent);
      }
      .zone p.hint {
        max-width: 46em;
        margin-top: 8px;
      }
      .safe {
        color: var(--muted);
        text-wrap: pretty;
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(260px, 1fr));
        gap: 8px 24px;
        margin: 12px 0 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0 8px;
        align-items: baseline;
        padding: 8px 0;
        border-top: 1px solid var(--line);
      }
      li .hint {
        grid-column: 1 / -1;
      }
    `,
  ];

  @query('input') private input!: HTMLInputElement;
  @state() private over = false;

  override render(): TemplateResult {
    return html`
      <div
        class=${classMap({ zone: true, over: this.over })}
        @dragenter=${this.#hover}
        @dragover=${this.#hover}
        @dragleave=${this.#leave}
        @drop=${this.#drop}
      >
        ${icon(uploadIcon, 40)}
        <h2>${say.drop()}</h2>
        <p class="hint">${say.or()}</p>
        <button class="primary" @click=${() => this.input.click()}>${say.choose()}</button>
        <input
          type="file"
          multiple
          hidden
          accept=${[...ENDINGS, '.shx', '.dbf', '.prj', '.cpg'].join(',')}
          aria-label=${say.choose()}
          @change=${this.#chosen}
        />
        <p class="hint">${say.formats()}</p>
      </div>
      <p class="safe">${say.safe()}</p>
      <section>
        <h2>${say.what()}</h2>
        <ul>
          ${ROLES.map((role) => {
            const needed = NEEDED.includes(role);
            return html`<li>
              <strong>${roleName(role)}</strong>
              <span><span class="badge ${needed ? 'low' : ''}">${needed ? say.needed() : say.optional()}</span></span>
              <span class="hint">${roleHint(role)}</span>
            </li>`;
          })}
        </ul>
      </section>
    `;
  }

  readonly #hover = (event: DragEvent): void => {
    event.preventDefault();
    this.over = true;
  };

  readonly #leave = (event: DragEvent): void => {
    // Leaving a child is not leaving the zone.
    const to = event.relatedTarget;
    this.over = to instanceof Node && (event.currentTarget as Node).contains(to);
  };

  readonly #drop = (event: DragEvent): void => {
    event.preventDefault();
    this.over = false;
    this.#tell([...(event.dataTransfer?.files ?? [])]);
  };

  readonly #chosen = (): void => {
    this.#tell([...(this.input.files ?? [])]);
    // The same file may be chosen again.
    this.input.value = '';
  };

  #tell(files: File[]): void {
    if (files.length > 0) {
      this.dispatchEvent(new CustomEvent('files', { detail: files }));
    }
  }
}
