/** A photo: taken or chosen, shown, taken anew or away. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import camera from 'lucide-static/icons/camera.svg?raw';
import images from 'lucide-static/icons/images.svg?raw';
import remove from 'lucide-static/icons/trash-2.svg?raw';
import { icon } from '../ui/icon.ts';
import { dictionary } from '../ui/words.ts';
import { phone } from './phone-styles.ts';
import { redrawn } from './photo.ts';

const say = dictionary({
  take: ['拍照', 'Take a photo'],
  choose: ['从相册选择', 'Choose one'],
  again: ['重拍', 'Take another'],
  remove: ['删除照片', 'Take the photo away'],
  shown: ['要上报的照片', 'The photo of the report'],
  clean: [
    '上传前会去除照片中的位置、时间等信息，请不要拍到人脸和车牌。',
    'Place, time and owner are taken out of the photo before it is sent. Leave out faces and plates.',
  ],
  unreadable: [
    '无法读取这张照片，请换一张（JPEG、PNG 或 WebP）。',
    'This photo cannot be read; take another one (JPEG, PNG or WebP).',
  ],
  working: ['正在处理照片……', 'Preparing the photo ...'],
});

@customElement('wg-photo-field')
export class WgPhotoField extends SignalWatcher(LitElement) {
  static override styles = [
    phone,
    css`
      .empty-photo {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 8px;
      }
      .empty-photo button {
        flex-direction: column;
        gap: 4px;
        min-height: 88px;
        border-style: dashed;
        color: var(--accent);
        font-weight: 600;
      }
      figure {
        position: relative;
        margin: 0;
      }
      img {
        display: block;
        width: 100%;
        max-height: 240px;
        border-radius: 8px;
        background: var(--sunken);
        object-fit: contain;
      }
      figcaption {
        position: absolute;
        inset: auto 8px 8px auto;
        display: flex;
        gap: 8px;
      }
    `,
  ];

  @property({ attribute: false }) photo: Blob | null = null;
  @state() private busy = false;
  @state() private unreadable = false;
  @query('.taken') private taking!: HTMLInputElement;
  @query('.chosen') private choosing!: HTMLInputElement;
  private address = '';

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    URL.revokeObjectURL(this.address);
    this.address = '';
  }

  override render(): TemplateResult {
    return html`
      <input class="taken" type="file" accept="image/*" capture="environment" hidden @change=${this.given} />
      <input class="chosen" type="file" accept="image/*" hidden @change=${this.given} />
      ${this.photo ? this.shown() : this.buttons()}
      ${this.unreadable ? html`<p class="error" role="alert">${say.unreadable()}</p>` : nothing}
    `;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('photo')) {
      URL.revokeObjectURL(this.address);
      this.address = this.photo ? URL.createObjectURL(this.photo) : '';
    }
  }

  private buttons(): TemplateResult {
    return html`<div class="empty-photo">
        <button type="button" ?disabled=${this.busy} @click=${() => this.taking.click()}>
          ${icon(camera, 26)}${this.busy ? say.working() : say.take()}
        </button>
        <button type="button" ?disabled=${this.busy} @click=${() => this.choosing.click()}>
          ${icon(images, 26)}${say.choose()}
        </button>
      </div>
      <p class="hint">${say.clean()}</p>`;
  }

  private shown(): TemplateResult {
    return html`<figure>
      <img src=${this.address} alt=${say.shown()} />
      <figcaption>
        <button type="button" @click=${() => this.taking.click()}>${icon(camera)}${say.again()}</button>
        <button
          type="button"
          class="icon"
          title=${say.remove()}
          aria-label=${say.remove()}
          @click=${() => this.tell(null)}
        >
          ${icon(remove)}
        </button>
      </figcaption>
    </figure>`;
  }

  private async given(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    input.value = '';
    if (!file) {
      return;
    }
    this.busy = true;
    this.unreadable = false;
    try {
      this.tell(await redrawn(file));
    } catch {
      // Whatever the browser says of it: it is no picture that can be sent.
      this.unreadable = true;
    } finally {
      this.busy = false;
    }
  }

  private tell(photo: Blob | null): void {
    this.dispatchEvent(new CustomEvent<Blob | null>('photo', { detail: photo }));
  }
}
