/** Choose the plan that another one is compared with. */
import { html, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { present } from '../ui/dialogs.ts';
import { FormDialog } from '../ui/form-dialog.ts';
import { dictionary } from '../ui/words.ts';
import { stateName } from './names.ts';
import type { Plan } from './plans.ts';
import { go, planRoute } from './route.ts';

const say = dictionary({
  title: (name: string) => [`“${name}”与哪个方案对比？`, `Compare "${name}" with which plan?`],
  other: ['另一个方案', 'The other plan'],
  none: [
    '同一数据集还没有别的方案。可以先新建草案，或重新生成一个方案。',
    'There is no other plan of the same dataset. Make a draft or a proposal first.',
  ],
  compare: ['对比', 'Compare'],
});

/** Ask for the other plan and show both. */
export function compare(plan: Plan, plans: readonly Plan[]): void {
  const others = plans.filter((one) => one.dataset === plan.dataset && one.id !== plan.id);
  present(Object.assign(new WgCompareDialog(), { plan, others }));
}

@customElement('wg-compare-dialog')
export class WgCompareDialog extends FormDialog {
  @property({ attribute: false }) plan!: Plan;
  @property({ attribute: false }) others: readonly Plan[] = [];
  @query('select') private select!: HTMLSelectElement;

  protected heading(): string {
    return say.title(this.plan.name);
  }

  protected doIt(): string {
    return say.compare();
  }

  protected override ready(): boolean {
    return this.others.length > 0;
  }

  protected body(): TemplateResult {
    if (this.others.length === 0) {
      return html`<p>${say.none()}</p>`;
    }
    return html`<label
      >${say.other()}
      <select>
        ${this.others.map(
          (one) => html`<option value=${one.id} ?selected=${one.id === this.plan.parent}>
            ${one.name} · ${stateName(one.state)} · ${one.id}
          </option>`,
        )}
      </select>
    </label>`;
  }

  protected send(): void {
    const other = Number(this.select.value);
    this.dialog.close();
    go(planRoute(this.plan.id, { panel: 'compare', other }));
  }
}
