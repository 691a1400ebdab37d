/** A name for a draft that begins where a plan is now. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { api, asProblem, type Problem, told } from '../api/client.ts';
import { controls } from '../ui/controls.ts';
import { present } from '../ui/dialogs.ts';
import { dictionary } from '../ui/words.ts';
import type { Plan } from './plans.ts';
import { go, planRoute } from './route.ts';

const say = dictionary({
  title: ['新建草案', 'New draft'],
  why: (name: string) => [
    `草案从“${name}”现在的样子开始，改动只留在草案里，提交并批准后才生效。`,
    `The draft begins where "${name}" is now. Changes stay in it until it is submitted and approved.`,
  ],
  name: ['草案名称', 'Name of the draft'],
  proposed: (name: string) => [`${name} 调整草案`, `${name} - changes`],
  make: ['新建并打开', 'Make and open it'],
  making: ['正在新建……', 'Making it ...'],
  cancel: ['取消', 'Cancel'],
});
const LONGEST = 200;

/** Ask for a name, make the draft and go there. */
export function branch(plan: Pick<Plan, 'id' | 'name'>): void {
  present(Object.assign(new WgBranchDialog(), { plan }));
}

@customElement('wg-branch-dialog')
export class WgBranchDialog extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      dialog {
        width: min(480px, calc(100vw - 32px));
      }
      form {
        display: contents;
      }
      p {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) plan!: Pick<Plan, 'id' | 'name'>;
  @state() private problem: Problem | null = null;
  @state() private busy = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('input') private input!: HTMLInputElement;

  override render(): TemplateResult {
    return html`<dialog
      aria-labelledby="title"
      @close=${() => this.dispatchEvent(new CustomEvent('closed'))}
    >
      <header><h2 id="title">${say.title()}</h2></header>
      <div class="body">
        <p>${say.why(this.plan.name)}</p>
        <form id="form" @submit=${this.make}>
          <label
            >${say.name()}
            <input
              name="name"
              maxlength=${LONGEST}
              required
              .defaultValue=${say.proposed(plain(this.plan.name)).slice(0, LONGEST)}
            />
          </label>
        </form>
        ${this.problem ? html`<p class="error" role="alert">${this.problem.told}</p>` : nothing}
      </div>
      <footer>
        <button @click=${() => this.dialog.close()}>${say.cancel()}</button>
        <button class="primary" form="form" ?disabled=${this.busy}>
          ${this.busy ? say.making() : say.make()}
        </button>
      </footer>
    </dialog>`;
  }

  protected override firstUpdated(): void {
    this.dialog.showModal();
    this.input.focus();
    this.input.select();
  }

  private async make(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    this.busy = true;
    this.problem = null;
    try {
      const params = { path: { plan: this.plan.id } };
      const body = { name: this.input.value.trim() };
      const made = await told(api.POST('/api/v1/plans/{plan}/branch', { params, body }));
      this.dialog.close();
      go(planRoute(made.id));
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.busy = false;
    }
  }
}

/** A name without what an earlier draft of a draft was given. */
function plain(name: string): string {
  return name.replace(/( 调整草案| - changes)$/, '');
}
