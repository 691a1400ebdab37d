/** A name for a draft that begins where a plan is now. */
import { html, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { api, told } from '../api/client.ts';
import { present } from '../ui/dialogs.ts';
import { FormDialog } from '../ui/form-dialog.ts';
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
});
const LONGEST = 200;

/** Ask for a name, make the draft and go there. */
export function branch(plan: Pick<Plan, 'id' | 'name'>): void {
  present(Object.assign(new WgBranchDialog(), { plan }));
}

@customElement('wg-branch-dialog')
export class WgBranchDialog extends FormDialog {
  @property({ attribute: false }) plan!: Pick<Plan, 'id' | 'name'>;
  @query('input') private input!: HTMLInputElement;

  protected heading(): string {
    return say.title();
  }

  protected doIt(): string {
    return say.make();
  }

  protected override doing(): string {
    return say.making();
  }

  protected body(): TemplateResult {
    return html`<p>${say.why(this.plan.name)}</p>
      <label
        >${say.name()}
        <input
          name="name"
          maxlength=${LONGEST}
          required
          autofocus
          .defaultValue=${say.proposed(plain(this.plan.name)).slice(0, LONGEST)}
        />
      </label>`;
  }

  protected override firstUpdated(): void {
    super.firstUpdated();
    this.input.select();
  }

  protected async send(): Promise<void> {
    const params = { path: { plan: this.plan.id } };
    const body = { name: this.input.value.trim() };
    const made = await told(api.POST('/api/v1/plans/{plan}/branch', { params, body }));
    this.dialog.close();
    go(planRoute(made.id));
  }
}

/** A name without what an earlier draft of a draft was given. */
function plain(name: string): string {
  return name.replace(/( 调整草案| - changes)$/, '');
}
