/** What dialogs with a form have in common: a heading, the form, one button that does it, one that
 * leaves it, and why it could not be done. Shown with `present`. */
import { SignalWatcher } from '@lit-labs/signals';
import { type CSSResultGroup, css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import { asProblem, type Problem } from '../api/client.ts';
import { controls } from './controls.ts';
import { dictionary } from './words.ts';

const say = dictionary({
  cancel: ['取消', 'Cancel'],
  saving: ['正在保存……', 'Saving ...'],
});

export abstract class FormDialog extends SignalWatcher(LitElement) {
  static override styles: CSSResultGroup = [
    controls,
    css`
      dialog {
        width: min(480px, calc(100vw - 32px));
      }
      h2,
      p {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @state() protected busy = false;
  @state() protected problem: Problem | null = null;
  @query('dialog') protected dialog!: HTMLDialogElement;

  protected abstract heading(): string;
  protected abstract body(): TemplateResult | typeof nothing;
  /** What the button that does it says. */
  protected abstract doIt(): string;
  /** Do it, and close the dialog where all is done. */
  protected abstract send(): Promise<void> | void;

  /** What that button says meanwhile. */
  protected doing(): string {
    return say.saving();
  }

  /** Whether the form is complete as far as the browser cannot tell by itself. */
  protected ready(): boolean {
    return true;
  }

  protected tone(): 'primary' | 'danger' {
    return 'primary';
  }

  protected leaveIt(): string {
    return say.cancel();
  }

  /** By the button or by Esc. */
  protected leave(): void {
    this.dialog.close();
  }

  protected corner(): TemplateResult | typeof nothing {
    return nothing;
  }

  protected actions(): TemplateResult {
    return html`<button @click=${() => this.leave()}>${this.leaveIt()}</button>
      <button class=${this.tone()} form="form" ?disabled=${this.busy || !this.ready()}>
        ${this.busy ? this.doing() : this.doIt()}
      </button>`;
  }

  override render(): TemplateResult {
    return html`<dialog
      aria-labelledby="title"
      @cancel=${(event: Event) => {
        event.preventDefault();
        this.leave();
      }}
      @close=${() => this.dispatchEvent(new CustomEvent('closed'))}
    >
      <header>
        <h2 id="title">${this.heading()}</h2>
        ${this.corner()}
      </header>
      <form id="form" class="body" @submit=${this.submit}>
        ${this.body()}
        ${this.problem ? html`<p class="error" role="alert">${this.problem.told}</p>` : nothing}
      </form>
      <footer>${this.actions()}</footer>
    </dialog>`;
  }

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  /** Do something that may fail; why it did stands below the form. */
  protected async attempt(work: () => Promise<void> | void): Promise<void> {
    this.problem = null;
    try {
      await work();
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  private submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.busy || !this.ready()) {
      return;
    }
    this.busy = true;
    try {
      await this.attempt(() => this.send());
    } finally {
      this.busy = false;
    }
  };
}
