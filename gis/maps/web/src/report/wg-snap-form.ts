/** The form of a report: photo, place, what it is, a few words; sent at once or when the network is
 * back. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import sendIcon from 'lucide-static/icons/send.svg?raw';
import { phone } from '../tickets/phone-styles.ts';
import { icon } from '../ui/icon.ts';
import { announced, dictionary, figure } from '../ui/words.ts';
import { used } from './choosing.ts';
import type { Category } from './contract.ts';
import { type Draft, dropDraft, keepDraft, leftDraft, NO_DRAFT } from './draft.ts';
import { Place } from './place.ts';
import { queue, snap, town } from './shared.ts';
import './wg-category-field.ts';
import '../tickets/wg-photo-field.ts';
import './wg-place-field.ts';
import type { At } from '../map/wg-pin-map.ts';

const say = dictionary({
  photo: ['照片', 'Photo'],
  optional: ['可不填', 'optional'],
  place: ['位置', 'Place'],
  what: ['类别', 'What it is'],
  words: ['描述', 'In your words'],
  example: [
    '例如：三号楼东侧路灯不亮，已有两天。请不要写姓名和电话。',
    'For example: the lamp east of building 3 has been dark for two days. No names, no phone numbers.',
  ],
  left: (count: string) => [`还可写 ${count} 字`, `${count} characters left`],
  send: ['提交上报', 'Send the report'],
  choose: ['请先选择类别', 'Choose what it is first'],
  where: ['请标出位置，或在描述里写明地点', 'Mark the place, or describe it'],
  full: [
    '手机没有空间保存这条上报，请清理空间后再试。内容还在这里。',
    'This phone has no room to keep the report. Make room and try again; nothing is lost.',
  ],
});
const MOST_WORDS = 1000;
/** So many words can say where it is. */
const FEWEST_WORDS = 4;

@customElement('wg-snap-form')
export class WgSnapForm extends SignalWatcher(LitElement) {
  static override styles = [
    phone,
    css`
      form {
        display: grid;
        gap: 12px;
        padding: 12px 12px 0;
      }
      textarea {
        min-height: 84px;
        resize: vertical;
      }
      .send {
        position: sticky;
        bottom: 0;
        z-index: 2;
        margin: 0 -12px;
        padding: 10px 12px;
        border-top: 1px solid var(--line);
        background: var(--paper);
      }
      .send button {
        width: 100%;
        min-height: 48px;
        font-size: 16px;
      }
      .send p {
        margin-bottom: 6px;
        text-align: center;
      }
      @media (width >= 900px) {
        form {
          grid-template-columns: 1fr 1fr;
          align-items: start;
        }
        .send {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  @state() private draft: Draft = NO_DRAFT;
  @state() private missing = '';
  @state() private busy = false;
  private readonly place = new Place();

  override connectedCallback(): void {
    super.connectedCallback();
    this.place.find();
    void this.recall();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.place.stop();
  }

  override render(): TemplateResult {
    const { photo, category, description, pin } = this.draft;
    const known = snap.get();
    const tiles = town.get();
    return html`<form @submit=${this.submit}>
      <section class="card" aria-labelledby="photo">
        <h2 id="photo">${say.photo()} <span class="hint">${say.optional()}</span></h2>
        <wg-photo-field
          .photo=${photo}
          @photo=${(event: CustomEvent<Blob | null>) => this.change({ photo: event.detail })}
        ></wg-photo-field>
      </section>
      <section class="card" aria-labelledby="place">
        <h2 id="place">${say.place()}</h2>
        <wg-place-field
          .place=${this.place}
          .pin=${pin}
          .bounds=${known?.bounds ?? null}
          .tiles=${tiles ? location.origin + tiles : null}
          @pin=${(event: CustomEvent<At | null>) => this.change({ pin: event.detail })}
        ></wg-place-field>
      </section>
      <section class="card" aria-labelledby="what">
        <h2 id="what">${say.what()}</h2>
        <wg-category-field
          .all=${known?.categories ?? []}
          .chosen=${category}
          @category=${(event: CustomEvent<Category>) => this.change({ category: event.detail })}
        ></wg-category-field>
      </section>
      <section class="card">
        <h2>
          <label for="words">${say.words()}</label>
          <span class="hint figures">${description.length > MOST_WORDS - 200 ? say.left(figure(MOST_WORDS - description.length)) : nothing}</span>
        </h2>
        <textarea
          id="words"
          maxlength=${MOST_WORDS}
          placeholder=${say.example()}
          .value=${description}
          @input=${(event: InputEvent) =>
            this.change({ description: (event.target as HTMLTextAreaElement).value })}
        ></textarea>
      </section>
      <div class="send">
        ${this.missing ? html`<p class="error" role="alert">${this.missing}</p>` : nothing}
        <button class="primary" ?disabled=${this.busy}>${icon(sendIcon)}${say.send()}</button>
      </div>
    </form>`;
  }

  private change(change: Partial<Draft>): void {
    this.draft = { ...this.draft, ...change };
    this.missing = '';
    keepDraft(this.draft);
  }

  /** What was written before the page was last left. */
  private async recall(): Promise<void> {
    const left = await leftDraft();
    if (this.draft === NO_DRAFT) {
      this.draft = left;
    }
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { photo, category, description, pin } = this.draft;
    const located = this.place.located.get();
    const found = located.state === 'found' ? located : null;
    const [lon, lat] = pin ?? (found ? [found.lon, found.lat] : [null, null]);
    if (!category) {
      this.missing = say.choose();
      return;
    }
    if (lon === null && description.trim().length < FEWEST_WORDS) {
      this.missing = say.where();
      return;
    }
    this.busy = true;
    const external = freshId();
    try {
      await queue.add({
        external,
        made: new Date().toISOString(),
        category,
        description: description.trim(),
        lon,
        lat,
        accuracy: pin ? null : (found?.accuracy ?? null),
        photo,
      });
    } catch {
      // No room, or a browser that keeps nothing.
      this.missing = say.full();
      announced.set(this.missing);
      return;
    } finally {
      this.busy = false;
    }
    used(category);
    this.draft = NO_DRAFT;
    void dropDraft();
    void queue.flush();
    this.dispatchEvent(new CustomEvent<string>('made', { detail: external }));
  }
}

/** 128 bits of chance; `randomUUID` is there over HTTPS only. */
function freshId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
