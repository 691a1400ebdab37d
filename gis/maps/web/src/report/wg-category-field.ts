/** What a report is about: large tiles of what one reports often, all others behind a search. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import more from 'lucide-static/icons/layout-grid.svg?raw';
import lens from 'lucide-static/icons/search.svg?raw';
import close from 'lucide-static/icons/x.svg?raw';
import { phone } from '../tickets/phone-styles.ts';
import { classIcon, className } from '../tickets/words.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, either, figure } from '../ui/words.ts';
import { byClass, keyOf, matching, offered } from './choosing.ts';
import type { Category } from './contract.ts';

const say = dictionary({
  all: ['全部类别', 'All categories'],
  search: ['搜索类别', 'Search the categories'],
  close: ['关闭', 'Close'],
  none: ['没有匹配的类别，换个词试试。', 'No category matches; try another word.'],
  component: ['部件', 'Thing'],
  count: (count: string) => [`${count} 个类别`, `${count} categories`],
});
/** Tiles beside the one that opens the list. */
const TILES = 5;

@customElement('wg-category-field')
export class WgCategoryField extends SignalWatcher(LitElement) {
  static override styles = [
    phone,
    css`
      .tiles {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 8px;
      }
      .tiles button {
        flex-direction: column;
        gap: 4px;
        min-height: 76px;
        padding: 6px 4px;
        font-size: var(--small);
        line-height: 1.25;
        white-space: normal;
        overflow-wrap: anywhere;
      }
      .tiles svg {
        flex: none;
        color: var(--accent);
      }
      dialog {
        width: min(560px, 100vw);
        max-width: none;
        height: min(100dvh, 720px);
        max-height: none;
        margin: auto;
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
      }
      .search {
        display: flex;
        flex: none;
        align-items: center;
        padding: 8px 16px;
        position: relative;
      }
      .search svg {
        position: absolute;
        inset-inline-start: 26px;
        color: var(--muted);
      }
      .search input {
        padding-inline-start: 36px !important;
      }
      .list {
        flex: 1;
        min-height: 0;
        padding: 0 16px 16px;
        overflow: auto;
      }
      h3 {
        position: sticky;
        top: 0;
        padding: 8px 0 6px;
        background: var(--card);
        color: var(--muted);
      }
      .list button {
        justify-content: flex-start;
        width: 100%;
        margin-bottom: 4px;
        text-align: start;
        white-space: normal;
      }
      .list svg {
        flex: none;
        color: var(--muted);
      }
      .list .badge {
        margin-inline-start: auto;
      }
      @media (width <= 560px) {
        dialog {
          border: 0;
          border-radius: 0;
          height: 100dvh;
        }
      }
    `,
  ];

  @property({ attribute: false }) all: readonly Category[] = [];
  @property({ attribute: false }) chosen: Category | null = null;
  @state() private words = '';
  @state() private open = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('input') private search!: HTMLInputElement;

  override render(): TemplateResult {
    return html`<div class="tiles">
        ${this.tiles().map((one) => this.tile(one))}
        <button type="button" aria-haspopup="dialog" @click=${this.show}>
          ${icon(more, 22)}${say.all()}
        </button>
      </div>
      <dialog aria-labelledby="title" @close=${() => (this.open = false)}>
        <header>
          <h2 id="title">${say.all()} <span class="hint">${say.count(figure(this.all.length))}</span></h2>
          <button type="button" class="plain icon" aria-label=${say.close()} @click=${() => this.dialog.close()}>
            ${icon(close)}
          </button>
        </header>
        ${this.open ? this.list() : nothing}
      </dialog>`;
  }

  /** The chosen one is always among them. */
  private tiles(): Category[] {
    const first = offered(this.all, TILES);
    const { chosen } = this;
    return chosen && !first.some((one) => keyOf(one) === keyOf(chosen))
      ? [chosen, ...first.slice(0, TILES - 1)]
      : first;
  }

  private tile(one: Category): TemplateResult {
    const pressed = this.chosen !== null && keyOf(one) === keyOf(this.chosen);
    return html`<button type="button" aria-pressed=${String(pressed)} @click=${() => this.choose(one)}>
      ${icon(classIcon(one.code), 22)}${either([one.name, one.name_en || one.name])}
    </button>`;
  }

  private list(): TemplateResult {
    const found = byClass(matching(this.all, this.words));
    return html`<label class="search">
        ${icon(lens, 18)}
        <input
          type="search"
          .value=${this.words}
          placeholder=${say.search()}
          aria-label=${say.search()}
          @input=${(event: InputEvent) => (this.words = (event.target as HTMLInputElement).value)}
        />
      </label>
      <div class="list" tabindex="-1">
        ${found.length === 0 ? html`<p class="empty">${say.none()}</p>` : nothing}
        ${found.map(([name, own]) => html`<h3>${className(name)}</h3>${own.map((one) => this.entry(one))}`)}
      </div>`;
  }

  private entry(one: Category): TemplateResult {
    const pressed = this.chosen !== null && keyOf(one) === keyOf(this.chosen);
    return html`<button
      type="button"
      aria-pressed=${String(pressed)}
      @click=${() => {
        this.choose(one);
        this.dialog.close();
      }}
    >
      ${icon(classIcon(one.code), 18)}${either([one.name, one.name_en || one.name])}
      ${one.kind === 'component' ? html`<span class="badge">${say.component()}</span>` : nothing}
    </button>`;
  }

  private async show(): Promise<void> {
    this.words = '';
    this.open = true;
    this.dialog.showModal();
    await this.updateComplete;
    this.search.focus();
  }

  private choose(one: Category): void {
    this.dispatchEvent(new CustomEvent<Category>('category', { detail: one }));
  }
}
