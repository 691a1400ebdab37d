/** What the dialogs of the tools have in common: a heading, a form, one button that does it. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import type { PlanStore } from '../plan/contract.ts';
import type { Applied, Wish } from '../plan/types.ts';
import { controls } from '../ui/controls.ts';
import { dictionary } from '../ui/words.ts';
import { commit } from './commit.ts';

const say = dictionary({
  cancel: ['取消', 'Cancel'],
  busy: ['正在保存……', 'Saving ...'],
});

export abstract class EditDialog extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      dialog {
        width: min(560px, calc(100vw - 32px));
      }
      fieldset {
        display: grid;
        gap: 8px;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        margin-bottom: 8px;
        padding: 0;
        font-weight: 550;
      }
      td:has(input[type='radio']) {
        width: 32px;
      }
      td input[type='radio'] {
        display: block;
      }
      .body {
        overflow-x: hidden;
      }
      .name {
        max-width: 200px;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];

  store!: PlanStore;
  @state() protected busy = false;
  @query('dialog') protected dialog!: HTMLDialogElement;

  protected abstract title_(): string;
  protected abstract doIt(): string;
  protected abstract body(): TemplateResult;
  /** What is asked of the service; null where the form is not complete. */
  protected abstract wish(): Wish | null;
  /** After the service did it. */
  protected applied(_applied: Applied): void {
    // Most have nothing more to do.
  }

  override render(): TemplateResult {
    const ready = this.wish() !== null && !this.busy;
    return html`<dialog
      aria-labelledby="title"
      @close=${() => this.dispatchEvent(new CustomEvent('closed'))}
    >
      <header><h2 id="title">${this.title_()}</h2></header>
      <form id="form" class="body" @submit=${this.submit}>${this.body()}</form>
      <footer>
        <button @click=${() => this.dialog.close()}>${say.cancel()}</button>
        <button class="primary" form="form" ?disabled=${!ready}>
          ${this.busy ? say.busy() : this.doIt()}
        </button>
      </footer>
    </dialog>`;
  }

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  private submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const wish = this.wish();
    if (!wish || this.busy) {
      return;
    }
    this.busy = true;
    const waiting = this.store.pending.get().length;
    const applied = await commit(this.store, wish);
    this.busy = false;
    // Refused: the reason is told, and the form stays to be changed. Kept for later: all is done.
    if (applied) {
      this.applied(applied);
    }
    if (applied || this.store.pending.get().length > waiting) {
      this.dialog.close();
    }
  };
}
