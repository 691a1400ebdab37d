/** Cut a tower: between its staircases, or above some of its floors. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { PlanStore } from '../plan/contract.ts';
import type { Applied, Wish } from '../plan/types.ts';
import { present } from '../ui/dialogs.ts';
import { toast } from '../ui/toast.ts';
import { dictionary, figure } from '../ui/words.ts';
import { readTower, type Tower } from './buildings.ts';
import { EditDialog } from './edit-dialog.ts';
import { ascending, evenly, partsOf } from './floors.ts';
import { choose } from './selection.ts';

const say = dictionary({
  title: ['拆分楼栋', 'Split a tower'],
  split: ['拆分', 'Split'],
  reading: ['正在读取楼栋……', 'Reading the buildings ...'],
  none: ['该基本单元上没有楼栋，无法按楼层或单元拆分。', 'There is no building on this atom.'],
  flat: [
    '楼栋只有一层，也没有多个单元，无法拆分。',
    'The building has one floor and no staircases to tell apart.',
  ],
  facts: (name: string, floors: string, households: string) => [
    `楼栋${name}，${floors}，${households}户`,
    `Building ${name}, ${floors}, ${households} households`,
  ],
  range: (from: number, to: number) => [`${from}–${to}层`, `floors ${from}-${to}`],
  how: ['怎样拆分', 'How'],
  staircases: (count: number) => [
    `按${count}个单元（楼梯）拆分`,
    `Between its ${count} staircases`,
  ],
  floors: ['按楼层拆分', 'By floors'],
  parts: ['分成几段', 'Parts'],
  part: ['段', 'Part'],
  upTo: ['到第几层', 'Up to floor'],
  households: ['户数', 'Households'],
  shared: ['户数按楼层数均分估算', 'Households are shared by floors'],
  microgrids: ['每一段单独设为一个微网格', 'Make each part a micro-grid of its own'],
  order: (low: number, high: number) => [
    `分层须自${low}层起递增且低于${high}层`,
    `Cuts ascend from floor ${low} to below floor ${high}`,
  ],
  done: (count: number) => [`已拆成${count}部分`, `Split into ${count} parts`],
});
const MOST_PARTS = 8;

/** Ask how, and cut it. */
export function askTower(store: PlanStore, atom: number): void {
  present(Object.assign(new WgTowerDialog(), { store, atom }));
}

@customElement('wg-tower-dialog')
export class WgTowerDialog extends EditDialog {
  atom = 0;
  @state() private tower: Tower | null | undefined;
  @state() private byFloors = true;
  @state() private tops: readonly number[] = [];
  @state() private microgrids = true;

  protected heading(): string {
    return say.title();
  }

  protected doIt(): string {
    return say.split();
  }

  protected wish(): Wish | null {
    const { tower, byFloors, atom, microgrids } = this;
    if (!tower || (byFloors && !ascending(tower.low, tower.high, this.tops))) {
      return null;
    }
    if (!byFloors) {
      return { type: 'split_tower', atom, floors: [], microgrids };
    }
    return this.tops.length === 0
      ? null
      : { type: 'split_tower', atom, floors: [...this.tops], microgrids };
  }

  protected body(): TemplateResult | typeof nothing {
    const { tower } = this;
    if (tower === undefined) {
      return this.problem ? nothing : html`<p role="status">${say.reading()}</p>`;
    }
    if (tower === null) {
      return html`<p>${say.none()}</p>`;
    }
    const range = say.range(tower.low, tower.high);
    return html`<p>${say.facts(tower.name, range, figure(tower.households))}</p>
      ${tower.high === tower.low && tower.staircases < 2 ? html`<p>${say.flat()}</p>` : this.ways(tower)}`;
  }

  protected override firstUpdated(): void {
    super.firstUpdated();
    void this.attempt(() => this.read());
  }

  protected override applied(_applied: Applied): void {
    choose({});
    const count = this.byFloors ? this.tops.length + 1 : (this.tower?.staircases ?? 0);
    toast(say.done(count));
  }

  private ways(tower: Tower): TemplateResult {
    const way = (floors: boolean, text: string) => html`<label class="inline"
      ><input
        type="radio"
        name="way"
        .checked=${this.byFloors === floors}
        @change=${() => {
          this.byFloors = floors;
        }}
      />${text}</label
    >`;
    return html`<fieldset>
        <legend>${say.how()}</legend>
        ${tower.staircases > 1 ? way(false, say.staircases(tower.staircases)) : nothing}
        ${tower.high > tower.low ? way(true, say.floors()) : nothing}
      </fieldset>
      ${this.byFloors ? this.floors(tower) : nothing}
      <label class="inline"
        ><input
          type="checkbox"
          .checked=${this.microgrids}
          @change=${(event: Event) => {
            this.microgrids = (event.target as HTMLInputElement).checked;
          }}
        />${say.microgrids()}</label
      >`;
  }

  private floors(tower: Tower): TemplateResult {
    const { low, high, households } = tower;
    const right = ascending(low, high, this.tops);
    return html`<label
        ><span>${say.parts()} <output>${this.tops.length + 1}</output></span>
        <input
          type="range"
          min="2"
          max=${Math.min(MOST_PARTS, high - low + 1)}
          .value=${String(this.tops.length + 1)}
          @input=${(event: Event) => {
            this.tops = evenly(low, high, Number((event.target as HTMLInputElement).value));
          }}
        />
      </label>
      <table>
        <thead>
          <tr>
            <th>${say.part()}</th>
            <th>${say.upTo()}</th>
            <th class="number">${say.households()}</th>
          </tr>
        </thead>
        <tbody>
          ${partsOf(low, high, this.tops, households).map(
            (part, index) => html`<tr>
              <td>${say.range(part.from, part.to)}</td>
              <td>${index < this.tops.length ? this.top(index, tower) : part.to}</td>
              <td class="number">${right ? figure(part.households) : '—'}</td>
            </tr>`,
          )}
        </tbody>
      </table>
      ${
        right
          ? html`<p class="hint">${say.shared()}</p>`
          : html`<p class="error" role="alert">${say.order(low, high)}</p>`
      }`;
  }

  private top(index: number, { low, high }: Tower): TemplateResult {
    return html`<input
      type="number"
      aria-label=${say.upTo()}
      min=${low}
      max=${high - 1}
      .value=${String(this.tops[index] ?? '')}
      @input=${(event: Event) => {
        this.tops = this.tops.with(index, (event.target as HTMLInputElement).valueAsNumber);
      }}
    />`;
  }

  private async read(): Promise<void> {
    const tower = await readTower(this.store, this.atom);
    this.tower = tower;
    if (tower) {
      this.byFloors = tower.high > tower.low;
      this.tops = this.byFloors ? evenly(tower.low, tower.high, 2) : [];
    }
  }
}
