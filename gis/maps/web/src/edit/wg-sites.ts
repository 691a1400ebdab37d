/** Imported sites without a dedicated grid: choose one instead of drawing its ground. */
import { SignalWatcher } from '@lit-labs/signals';
import type { Point } from 'geojson';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { api, type Schemas, told } from '../api/client.ts';
import { shownMap } from '../map/contract.ts';
import type { PlanStore } from '../plan/contract.ts';
import { categoryTold } from '../plan/standing.ts';
import { controls } from '../ui/controls.ts';
import { toastProblem } from '../ui/toast.ts';
import { dictionary } from '../ui/words.ts';
import { askDedicate } from './wg-dedicate-dialog.ts';

const say = dictionary({
  choose: ['或选择已导入的专属对象', 'Or choose an imported site'],
  none: ['已导入的专属对象都已有专属网格', 'Every imported site has a dedicated grid'],
  loading: ['正在读取专属对象……', 'Reading the sites ...'],
  make: ['设为专属', 'Dedicate'],
});
const CLOSE_UP = 16;
type Site = Schemas['SiteFeature'];

@customElement('wg-sites')
export class WgSites extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      label {
        display: flex;
        align-items: center;
        gap: 8px;
        font-weight: 400;
        white-space: nowrap;
      }
      select {
        width: 260px;
      }
      p {
        padding: 0 8px;
        color: var(--muted);
        line-height: 32px;
      }
    `,
  ];

  @property({ attribute: false }) store!: PlanStore;
  @state() private sites: readonly Site[] | null = null;
  @state() private site: number | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.updateEffect(() => {
      this.store.version.get();
      void this.read().catch(toastProblem);
    });
  }

  override render(): TemplateResult {
    const { sites } = this;
    if (sites === null) {
      return html`<p role="status">${say.loading()}</p>`;
    }
    if (sites.length === 0) {
      return html`<p>${say.none()}</p>`;
    }
    return html`<label
        >${say.choose()}
        <select @change=${this.picked}>
          <option value="">—</option>
          ${sites.map(
            (one) => html`<option value=${one.id} ?selected=${one.id === this.site}>
              ${one.properties.name ?? ''} · ${categoryTold(one.properties.category)}
            </option>`,
          )}
        </select>
      </label>
      <button class="primary" ?disabled=${this.site === null} @click=${this.ask}>
        ${say.make()}
      </button>`;
  }

  private async read(): Promise<void> {
    const params = { path: { plan: this.store.id } };
    const found = await told(api.GET('/api/v1/plans/{plan}/sites', { params }));
    const free = (found as unknown as Schemas['Sites']).features.filter(
      (one) => !one.properties.dedicated,
    );
    this.sites = free;
    if (!free.some((one) => one.id === this.site)) {
      this.site = null;
    }
  }

  private picked(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    this.site = value === '' ? null : Number(value);
    const at = this.chosen()?.geometry as Point | undefined;
    const [lon, lat] = at?.coordinates ?? [];
    if (lon !== undefined && lat !== undefined) {
      shownMap.get()?.fly([lon, lat], CLOSE_UP);
    }
  }

  private ask(): void {
    const site = this.chosen();
    if (site) {
      const { category, name } = site.properties;
      askDedicate(this.store, { site: site.id, category, ...(name ? { name } : {}) });
    }
  }

  private chosen(): Site | undefined {
    return this.sites?.find((one) => one.id === this.site);
  }
}
