/** A button that opens a menu of buttons and links (its content), closed by Esc or a click beside it.
 *
 * `<wg-menu label="More"><span slot="face">...</span><button>...</button><a href=...>...</a></wg-menu>`
 */
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { controls } from './controls.ts';

const GAP = 4;
const ITEMS = 'a[href], button:not(:disabled)';

@customElement('wg-menu')
export class WgMenu extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: inline-flex;
      }
      .list {
        position: fixed;
        inset: auto;
        min-width: 176px;
        max-width: min(320px, calc(100vw - 16px));
        margin: 0;
        padding: 4px;
        border: 1px solid var(--line);
        border-radius: 8px;
        background: var(--raised);
        color: var(--ink);
        box-shadow: var(--shadow);
      }
      ::slotted([slot='face']) {
        display: inline-flex;
        align-items: center;
      }
      /* The element outside styles its own buttons; in a menu they are rows. */
      ::slotted(a),
      ::slotted(button) {
        display: flex !important;
        gap: 8px !important;
        align-items: center;
        justify-content: flex-start !important;
        width: 100%;
        min-height: 32px;
        padding: 4px 10px !important;
        border: 0 !important;
        border-radius: 5px !important;
        background: transparent;
        color: var(--ink) !important;
        text-align: start;
        text-decoration: none;
        cursor: pointer;
      }
      ::slotted(a:hover),
      ::slotted(button:hover:not(:disabled)) {
        background: color-mix(in srgb, var(--ink) 7%, transparent) !important;
      }
      ::slotted(button:not(:hover):not([aria-pressed='true'])) {
        background: transparent !important;
      }
      ::slotted(hr) {
        margin: 4px 0;
        border: 0;
        border-top: 1px solid var(--line);
      }
      button {
        max-width: 100%;
      }
      button[aria-expanded='true'] {
        background: color-mix(in srgb, var(--ink) 9%, transparent);
      }
      @media (pointer: coarse) {
        ::slotted(a),
        ::slotted(button) {
          min-height: 40px;
        }
      }
    `,
  ];

  /** What the button does, for those who do not see its face. */
  @property() label = '';
  /** Whether the button shows only an icon. */
  @property({ type: Boolean }) compact = false;
  @state() private open = false;
  @query('button') private button!: HTMLButtonElement;
  @query('.list') private list!: HTMLElement;

  override render(): TemplateResult {
    return html`<button
        class=${this.compact ? 'plain icon' : 'plain'}
        aria-label=${this.label}
        title=${this.label}
        aria-haspopup="true"
        aria-expanded=${this.open}
        @click=${this.toggle}
      >
        <slot name="face"></slot>
      </button>
      <div
        class="list"
        popover
        @toggle=${this.toggled}
        @keydown=${this.walk}
        @click=${() => this.list.hidePopover()}
      >
        <slot></slot>
      </div>`;
  }

  private toggle(): void {
    this.list.togglePopover();
  }

  private toggled(event: ToggleEvent): void {
    this.open = event.newState === 'open';
    if (this.open) {
      this.place();
      this.items()[0]?.focus();
    }
  }

  /** Under the button, its end at the button's end; above where there is no room. */
  private place(): void {
    const at = this.button.getBoundingClientRect();
    const own = this.list.getBoundingClientRect();
    const below = at.bottom + GAP;
    const fits = below + own.height <= innerHeight - GAP;
    this.list.style.left = `${Math.max(GAP, at.right - own.width)}px`;
    this.list.style.top = `${Math.max(GAP, fits ? below : at.top - GAP - own.height)}px`;
  }

  private walk(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const items = this.items();
      const now = items.indexOf(document.activeElement as HTMLElement);
      const root = this.getRootNode() as Document | ShadowRoot;
      const here = now < 0 ? items.indexOf(root.activeElement as HTMLElement) : now;
      items[(here + step + items.length) % items.length]?.focus();
    }
    if (event.key === 'Tab') {
      this.list.hidePopover();
      this.button.focus();
    }
  }

  private items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(ITEMS)];
  }
}
