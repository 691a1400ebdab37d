/** Shows the notes of toast.ts, above dialogs too. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import check from 'lucide-static/icons/circle-check.svg?raw';
import info from 'lucide-static/icons/info.svg?raw';
import stop from 'lucide-static/icons/octagon-x.svg?raw';
import close from 'lucide-static/icons/x.svg?raw';
import { controls } from './controls.ts';
import { icon } from './icon.ts';
import { dismiss, type Toast, type Tone, toasts } from './toast.ts';
import { dictionary } from './words.ts';

const say = dictionary({ close: ['关闭提示', 'Close this note'], notes: ['提示', 'Notes'] });
const DRAWINGS: Record<Tone, string> = { good: check, notice: info, danger: stop };

@customElement('wg-toasts')
export class WgToasts extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        position: fixed;
        inset: auto 0 76px;
        width: fit-content;
        max-width: min(560px, calc(100vw - 32px));
        margin: 0 auto;
        padding: 0;
        border: 0;
        background: none;
        overflow: visible;
      }
      ul {
        display: grid;
        gap: 8px;
        justify-items: center;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        align-items: flex-start;
        gap: 10px;
        padding: 9px 8px 9px 12px;
        border: 1px solid var(--line);
        border-inline-start: 4px solid var(--good);
        border-radius: var(--radius);
        background: var(--raised);
        box-shadow: var(--shadow);
        animation: rise 140ms ease-out;
      }
      li > svg {
        flex: none;
        margin-top: 3px;
        color: var(--good);
      }
      li.notice {
        border-inline-start-color: var(--accent);
      }
      li.notice > svg {
        color: var(--accent);
      }
      li.danger {
        border-inline-start-color: var(--danger);
      }
      li.danger > svg {
        color: var(--danger);
      }
      span {
        padding: 2px 0;
        overflow-wrap: anywhere;
      }
      button {
        flex: none;
        min-height: 26px;
        padding: 0 8px;
      }
      button.icon {
        width: 26px;
      }
      @keyframes rise {
        from {
          opacity: 0;
          translate: 0 8px;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.popover = 'manual';
  }

  override render(): TemplateResult {
    return html`<ul aria-label=${say.notes()} aria-live="polite">
      ${repeat(toasts.get(), (one) => one.id, line)}
    </ul>`;
  }

  /** Shown anew with each note, so that it lies above a dialog opened meanwhile. */
  protected override updated(): void {
    if (this.matches(':popover-open')) {
      this.hidePopover();
    }
    if (toasts.get().length > 0) {
      this.showPopover();
    }
  }
}

function line(one: Toast): TemplateResult {
  const { action } = one;
  const run = () => {
    dismiss(one.id);
    action?.run();
  };
  return html`<li class=${one.tone} role=${one.tone === 'danger' ? 'alert' : 'status'}>
    ${icon(DRAWINGS[one.tone], 18)}<span>${one.text}</span>
    ${action ? html`<button @click=${run}>${action.label}</button>` : nothing}
    <button class="plain icon" aria-label=${say.close()} @click=${() => dismiss(one.id)}>
      ${icon(close, 16)}
    </button>
  </li>`;
}
