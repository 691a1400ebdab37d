/** What the coordinates of a layer are taken for, and why. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import info from 'lucide-static/icons/info.svg?raw';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, either } from '../ui/words.ts';
import { crsLabel, parseCode, placeName } from './crs.ts';
import type { Decision, Layer } from './decisions.ts';

const say = dictionary({
  crs: ['坐标系', 'CRS'],
  given: (name: string) => [`按文件：${name}`, `As the file says: ${name}`],
  unnamed: ['自定义坐标系', 'a CRS of its own'],
  choose: ['请选择……', 'Choose ...'],
  guessed: ['推断', 'guessed'],
  other: ['其他（输入 EPSG 编号）……', 'Another (type its EPSG number) ...'],
  number: ['EPSG 编号', 'EPSG number'],
  wrong: ['请输入 4 至 6 位数字，如 4549', 'Type 4 to 6 digits, such as 4549'],
  use: ['使用', 'Use'],
  all: ['所有缺坐标系的图层都用它', 'Use it for all layers without a CRS'],
});
const OTHER = 'other';

@customElement('wg-crs-choice')
export class WgCrsChoice extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: 8px;
      }
      .typed {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 4px 8px;
        align-items: end;
      }
      .typed .error {
        grid-column: 1 / -1;
      }
      .why {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 8px;
        padding: 8px 12px;
        border-radius: var(--radius);
        background: var(--low-soft);
        text-wrap: pretty;
      }
      .why svg {
        margin-top: 2px;
        color: var(--low);
      }
    `,
  ];

  @property({ attribute: false }) layer: Layer | null = null;
  @property({ attribute: false }) decision: Decision | null = null;
  /** Whether other layers have no CRS of their own either. */
  @property({ type: Boolean }) several = false;
  /** Why the layer cannot be shown with this CRS. */
  @property() refused = '';
  @state() private typing = false;
  @state() private wrong = false;
  @state() private all = true;

  override render(): TemplateResult | typeof nothing {
    const { layer, decision } = this;
    if (!layer || !decision) {
      return nothing;
    }
    const { crs } = layer;
    return html`
      <label>
        ${say.crs()}
        <select .value=${live(this.typing ? OTHER : (decision.crs ?? ''))} @change=${this.#chosen}>
          ${this.#options(layer, decision)}
        </select>
      </label>
      ${this.typing ? this.#typed() : nothing}
      ${this.refused ? html`<p class="error" role="alert">${this.refused}</p>` : nothing}
      ${crs.why ? html`<p class="why">${icon(info)}<span>${either(crs.why)}</span></p>` : nothing}
      ${this.several && !crs.given ? this.#spread() : nothing}
    `;
  }

  #options({ crs }: Layer, decision: Decision): TemplateResult {
    const value = this.typing ? OTHER : (decision.crs ?? '');
    const listed = crs.candidates.some((one) => one.code === decision.crs);
    const own = listed ? null : decision.crs;
    return html`${first(crs, value === '')}
    ${crs.candidates.map(
      (one) => html`<option value=${one.code} ?selected=${value === one.code}>
        ${crsLabel(one.code, one.name)} · ${placeName(one.lon, one.lat)}${
          crs.guessed && one.code === crs.code ? ` · ${say.guessed()}` : ''
        }
      </option>`,
    )}
    ${own ? html`<option value=${own} ?selected=${value === own}>${crsLabel(own, null)}</option>` : nothing}
    <option value=${OTHER} ?selected=${this.typing}>${say.other()}</option>`;
  }

  #spread(): TemplateResult {
    return html`<label class="inline">
      <input
        type="checkbox"
        .checked=${live(this.all)}
        @change=${(event: Event) => {
          this.all = (event.target as HTMLInputElement).checked;
        }}
      />
      ${say.all()}
    </label>`;
  }

  #typed(): TemplateResult {
    return html`<form class="typed" @submit=${this.#submit}>
      <label>${say.number()} <input name="code" inputmode="numeric" maxlength="12" aria-invalid=${this.wrong} /></label>
      <button>${say.use()}</button>
      ${this.wrong ? html`<p class="error" role="alert">${say.wrong()}</p>` : nothing}
    </form>`;
  }

  readonly #chosen = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    this.typing = value === OTHER;
    this.wrong = false;
    if (!this.typing) {
      this.#tell(value || null);
    }
  };

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const typed = new FormData(event.target as HTMLFormElement).get('code');
    const code = parseCode(String(typed ?? ''));
    this.wrong = code === null;
    if (code !== null) {
      this.typing = false;
      this.#tell(code);
    }
  };

  #tell(crs: string | null): void {
    const detail = { crs, all: this.all && this.several };
    this.dispatchEvent(new CustomEvent('crs', { detail }));
  }
}

/** What the file says, or that somebody has to choose. */
function first(crs: Layer['crs'], selected: boolean): TemplateResult {
  if (!crs.given) {
    return html`<option value="" disabled ?selected=${selected}>${say.choose()}</option>`;
  }
  const name = crs.code || crs.name ? crsLabel(crs.code, crs.name) : say.unnamed();
  return html`<option value="" ?selected=${selected}>${say.given(name)}</option>`;
}
