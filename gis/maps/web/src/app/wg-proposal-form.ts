/** The parameters of a proposal. Tells `changed` with the choice whenever something is chosen. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { controls } from '../ui/controls.ts';
import { dictionary, figure } from '../ui/words.ts';
import type { Group } from './choices.ts';
import { stateName } from './names.ts';
import { NOTHING, type Offer } from './offer.ts';
import type { Dataset } from './plans.ts';
import {
  type Choice,
  countedBy,
  EFFORTS,
  type Effort,
  type Fault,
  MOST_ALTERNATIVES,
  TRADES,
  type Trade,
} from './proposal.ts';
import { card, given, radios, range } from './proposal-fields.ts';
import { proposalStyles } from './proposal-styles.ts';
import './wg-choices.ts';

const say = dictionary({
  what: ['范围', 'What for'],
  name: ['方案名称', 'Name of the plan'],
  dataset: ['数据集', 'Dataset'],
  all: (count: number, households: string) => [
    `全部 ${count} 个社区 · ${households} 户`,
    `All ${count} communities · ${households} households`,
  ],
  some: (count: number, of: number, households: string) => [
    `${count} / ${of} 个社区 · ${households} 户`,
    `${count} of ${of} communities · ${households} households`,
  ],
  choose: ['选择社区', 'Choose communities'],
  size: ['网格大小', 'Size of grids'],
  by: ['按什么计算', 'Counted by'],
  households: ['户数', 'Households'],
  residents: ['人数', 'Residents'],
  band: ['每个基础网格', 'In a base grid'],
  target: ['目标值', 'Target'],
  middle: (value: string) => [`区间中点 ${value}`, `middle, ${value}`],
  micro: ['微网格', 'Micro-grids'],
  bySize: ['按大小', 'By size'],
  byCount: ['按每格个数', 'By number'],
  microBand: ['每个微网格', 'In a micro-grid'],
  microCount: ['每格微网格数', 'In a grid'],
  trades: [
    '侧重（选 1–3 项，每项生成一个备选方案）',
    'Give most for (1 to 3, each an alternative)',
  ],
  effort: ['计算精度', 'Effort'],
  keep: ['保留什么', 'What stays'],
  compounds: [
    '小区不拆分，即使户数因此超出区间',
    'Keep compounds whole, even where the band cannot be met then',
  ],
  closeTo: ['贴近已有方案', 'Stay close to a plan'],
  nothing: ['不参照', 'None'],
  locks: ['锁定其中网格', 'Keep grids of a plan as they are'],
  noLocks: ['不锁定', 'None'],
  locked: (count: number) => [`保持 ${count} 个网格不变`, `${count} grids stay as they are`],
});
const FAULTS = dictionary({
  name: ['请填写方案名称。', 'Give the plan a name.'],
  communities: ['请至少选择一个社区。', 'Choose at least one community.'],
  band: ['下限、上限应为正整数，且下限不大于上限。', 'Whole numbers from 1, the lower first.'],
  target: ['目标值应在区间内。', 'The target lies within the range.'],
  micro: ['下限、上限应为正整数，且下限不大于上限。', 'Whole numbers from 1, the lower first.'],
  trades: ['请至少选择一项。', 'Choose at least one.'],
  locks: ['请勾选要保持不变的网格，或选择不锁定。', 'Tick grids that stay, or choose none.'],
});
type Change = Partial<Choice>;

@customElement('wg-proposal-form')
export class WgProposalForm extends SignalWatcher(LitElement) {
  static override styles = [controls, proposalStyles];

  @property({ attribute: false }) choice!: Choice;
  @property({ attribute: false }) faults: readonly Fault[] = [];
  @property({ attribute: false }) datasets: readonly Dataset[] = [];
  /** What the dataset offers. */
  @property({ attribute: false }) offer: Offer = NOTHING;
  /** Grids of the plan of which some may stay. */
  @property({ attribute: false }) grids: readonly Group[] = [];

  /** Show the first thing that is wrong. */
  showFault(): void {
    this.renderRoot.querySelector('.fault')?.scrollIntoView({ block: 'center' });
  }

  override render(): TemplateResult {
    return html`<div class="columns">
      <div>${this.what()} ${this.size()}</div>
      <div>${this.trades()} ${this.efforts()} ${this.stays()}</div>
    </div>`;
  }

  private what(): TemplateResult {
    const { choice } = this;
    const { households } = this.offer;
    const chosen = choice.communities ?? new Set(households.keys());
    const total = [...chosen].reduce((sum, code) => sum + (households.get(code) ?? 0), 0);
    const told =
      choice.communities === null
        ? say.all(households.size, figure(total))
        : say.some(chosen.size, households.size, figure(total));
    return html`<fieldset>
      <legend>${say.what()}</legend>
      <label
        >${say.name()}
        <input
          name="name"
          maxlength="200"
          .value=${choice.name}
          aria-invalid=${this.faults.includes('name')}
          @input=${(event: Event) => this.tell({ name: given(event) })}
        />
        ${this.fault('name')}
      </label>
      <label
        >${say.dataset()}
        <select
          name="dataset"
          @change=${(event: Event) =>
            this.tell({
              dataset: Number(given(event)),
              communities: null,
              closeTo: null,
              lockPlan: null,
              locks: new Set(),
            })}
        >
          ${this.datasets.map(
            (one) => html`<option value=${one.id} ?selected=${one.id === choice.dataset}>
              ${one.name}${one.version > 1 ? ` (${one.version})` : ''}
            </option>`,
          )}
        </select>
      </label>
      <details>
        <summary><span>${say.choose()}</span> <span class="hint">${told}</span></summary>
        <wg-choices
          .groups=${this.offer.communities}
          .chosen=${chosen}
          @chosen=${(event: CustomEvent<Set<string>>) =>
            this.tell({
              communities: event.detail.size === households.size ? null : event.detail,
            })}
        ></wg-choices>
      </details>
      ${this.fault('communities')}
    </fieldset>`;
  }

  private size(): TemplateResult {
    const { choice } = this;
    const middle = Math.round((choice.band.lower + choice.band.upper) / 2);
    const options = (['households', 'residents'] as const).map((by) => [by, say[by]()] as const);
    const kinds = [
      ['size', say.bySize()],
      ['count', say.byCount()],
    ] as const;
    return html`<fieldset>
      <legend>${say.size()}</legend>
      ${radios('by', say.by(), options, choice.by, (by) => this.tell(countedBy(choice, by)))}
      <div class="pair">
        ${range(say.band(), choice.band, (band) => this.tell({ band }))}
        <label
          >${say.target()}
          <input
            type="number"
            name="target"
            min="1"
            placeholder=${say.middle(figure(middle))}
            .value=${choice.target === null ? '' : String(choice.target)}
            @input=${(event: Event) => this.tell({ target: Number(given(event)) || null })}
          />
        </label>
      </div>
      ${this.fault('band')}${this.fault('target')}
      ${radios('micro', say.micro(), kinds, choice.micro, (micro) => this.tell({ micro }))}
      <div class="pair">
        ${
          choice.micro === 'size'
            ? range(say.microBand(), choice.microBand, (microBand) => this.tell({ microBand }))
            : range(say.microCount(), choice.microCount, (microCount) => this.tell({ microCount }))
        }
      </div>
      ${this.fault('micro')}
    </fieldset>`;
  }

  private trades(): TemplateResult {
    const { trades } = this.choice;
    return html`<fieldset>
      <legend>${say.trades()}</legend>
      <div class="cards">
        ${(Object.keys(TRADES) as Trade[]).map((trade) => {
          const on = trades.includes(trade);
          return card('checkbox', 'trade', on, TRADES[trade], {
            disabled: !on && trades.length >= MOST_ALTERNATIVES,
            choose: () =>
              this.tell({
                trades: on ? trades.filter((one) => one !== trade) : [...trades, trade],
              }),
          });
        })}
      </div>
      ${this.fault('trades')}
    </fieldset>`;
  }

  private efforts(): TemplateResult {
    return html`<fieldset>
      <legend>${say.effort()}</legend>
      <div class="cards three">
        ${(Object.keys(EFFORTS) as Effort[]).map((effort) =>
          card('radio', 'effort', effort === this.choice.effort, EFFORTS[effort], {
            choose: () => this.tell({ effort }),
          }),
        )}
      </div>
    </fieldset>`;
  }

  private stays(): TemplateResult {
    const { choice } = this;
    return html`<fieldset>
      <legend>${say.keep()}</legend>
      <label class="inline">
        <input
          type="checkbox"
          .checked=${choice.keepCompounds}
          @change=${() => this.tell({ keepCompounds: !choice.keepCompounds })}
        />${say.compounds()}
      </label>
      <div class="pair">
        ${this.planOf(say.closeTo(), say.nothing(), choice.closeTo, (closeTo) => ({ closeTo }))}
        ${this.planOf(say.locks(), say.noLocks(), choice.lockPlan, (lockPlan) => ({
          lockPlan,
          locks: new Set(),
        }))}
      </div>
      ${
        choice.lockPlan !== null && this.grids.length > 0
          ? html`<p class="hint">${say.locked(choice.locks.size)}</p>
            <wg-choices
              .groups=${this.grids}
              .chosen=${choice.locks}
              @chosen=${(event: CustomEvent<Set<string>>) => this.tell({ locks: event.detail })}
            ></wg-choices>`
          : nothing
      }
      ${this.fault('locks')}
    </fieldset>`;
  }

  private planOf(
    said: string,
    none: string,
    chosen: number | null,
    change: (plan: number | null) => Change,
  ): TemplateResult {
    return html`<label
      >${said}
      <select
        ?disabled=${this.offer.plans.length === 0}
        @change=${(event: Event) => this.tell(change(Number(given(event)) || null))}
      >
        <option value="">${none}</option>
        ${this.offer.plans.map(
          (plan) => html`<option value=${plan.id} ?selected=${plan.id === chosen}>
            ${plan.name} · ${stateName(plan.state)}
          </option>`,
        )}
      </select>
    </label>`;
  }

  private fault(fault: Fault): TemplateResult | typeof nothing {
    return this.faults.includes(fault)
      ? html`<p class="fault" role="alert">${FAULTS[fault]()}</p>`
      : nothing;
  }

  private tell(change: Change): void {
    const detail = { ...this.choice, ...change };
    this.dispatchEvent(new CustomEvent<Choice>('changed', { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wg-proposal-form': WgProposalForm;
  }
}
