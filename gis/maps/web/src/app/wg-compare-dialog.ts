/** Choose the plan that another one is compared with. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { controls } from '../ui/controls.ts';
import { present } from '../ui/dialogs.ts';
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
  cancel: ['取消', 'Cancel'],
});

/** Ask for the other plan and show both. */
export function compare(plan: Plan, plans: readonly Plan[]): void {
  const others = plans.filter((one) => one.dataset === plan.dataset && one.id !== plan.id);
  present(Object.assign(new WgCompareDialog(), { plan, others }));
}

@customElement('wg-compare-dialog')
export class WgCompareDialog extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      dialog {
        width: min(480px, calc(100vw - 32px));
      }
      h2 {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) plan!: Plan;
  @property({ attribute: false }) others: readonly Plan[] = [];
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('select') private select!: HTMLSelectElement | null;

  override render(): TemplateResult {
    return html`<dialog
      aria-labelledby="title"
      @close=${() => this.dispatchEvent(new CustomEvent('closed'))}
    >
      <header><h2 id="title">${say.title(this.plan.name)}</h2></header>
      <div class="body">
        ${
          this.others.length === 0
            ? html`<p>${say.none()}</p>`
            : html`<label
              >${say.other()}
              <select>
                ${this.others.map(
                  (one) => html`<option value=${one.id} ?selected=${one.id === this.plan.parent}>
                    ${one.name} · ${stateName(one.state)} · ${one.id}
                  </option>`,
                )}
              </select>
            </label>`
        }
      </div>
      <footer>
        <button @click=${() => this.dialog.close()}>${say.cancel()}</button>
        <button class="primary" ?disabled=${this.others.length === 0} @click=${this.show}>
          ${say.compare()}
        </button>
      </footer>
    </dialog>`;
  }

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  private show(): void {
    const other = Number(this.select?.value);
    this.dialog.close();
    go(planRoute(this.plan.id, { panel: 'compare', other }));
  }
}
