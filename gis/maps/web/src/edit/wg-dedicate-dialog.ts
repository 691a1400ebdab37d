/** Make a dedicated grid: of some atoms, of a whole grid, or of an imported site. */
import { html, type nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { PlanStore } from '../plan/contract.ts';
import { CATEGORY_NAMES, categoryTold } from '../plan/standing.ts';
import type { Applied, Wish } from '../plan/types.ts';
import { present } from '../ui/dialogs.ts';
import { toast } from '../ui/toast.ts';
import { dictionary, figure } from '../ui/words.ts';
import { EditDialog } from './edit-dialog.ts';
import { shortOf } from './figures.ts';
import { choose } from './selection.ts';

const say = dictionary({
  title: ['设为专属网格', 'Make a dedicated grid'],
  make: ['设为专属网格', 'Make it'],
  category: ['类型', 'Category'],
  name: ['名称', 'Name'],
  example: ['如：实验小学', 'Such as: Experimental School'],
  grid: (code: string, households: string) => [
    `整个网格${code}（${households}户）成为专属网格，编码会改为专属编码。`,
    `All of grid ${code} (${households} households) becomes a dedicated grid and gets a code of its own.`,
  ],
  atoms: (count: string) => [
    `所选${count}个基本单元从原网格划出，成为一个专属网格。`,
    `What was chosen (atoms: ${count}) leaves its grids and becomes one dedicated grid.`,
  ],
  site: [
    '对象的用地从原网格划出，成为一个专属网格。',
    'The ground of the site leaves its grids and becomes one dedicated grid.',
  ],
  done: (name: string) => [`“${name}”已设为专属网格`, `"${name}" is a dedicated grid now`],
});
type Category = Extract<Wish, { type: 'dedicate' }>['category'];
const LONGEST = 100;

/** What is to become a dedicated grid: one of the first three. */
interface Dedicating {
  readonly atoms?: readonly number[];
  readonly grid?: number;
  /** Position of an imported site. */
  readonly site?: number;
  readonly category?: string;
  readonly name?: string;
}

/** Ask what it is and how it is called, and make it. */
export function askDedicate(store: PlanStore, what: Dedicating): void {
  present(Object.assign(new WgDedicateDialog(), { store, what }));
}

@customElement('wg-dedicate-dialog')
export class WgDedicateDialog extends EditDialog {
  what: Dedicating = {};
  @state() private category: string | null = null;
  @state() private name: string | null = null;

  protected heading(): string {
    return say.title();
  }

  protected doIt(): string {
    return say.make();
  }

  protected wish(): Wish | null {
    const { atoms, grid, site } = this.what;
    const [category, name] = [this.chosen() as Category, this.called().trim()];
    if (name === '') {
      return null;
    }
    return {
      type: 'dedicate',
      category,
      name,
      ...(atoms ? { atoms: [...atoms] } : {}),
      ...(grid === undefined ? {} : { grid }),
      ...(site === undefined ? {} : { site }),
    };
  }

  protected body(): TemplateResult {
    return html`<p>${this.told()}</p>
      <label
        >${say.category()}
        <select
          name="category"
          @change=${(event: Event) => {
            this.category = (event.target as HTMLSelectElement).value;
          }}
        >
          ${CATEGORY_NAMES.map(
            (one) => html`<option value=${one} ?selected=${one === this.chosen()}>
              ${categoryTold(one)}
            </option>`,
          )}
        </select>
      </label>
      <label
        >${say.name()}
        <input
          name="name"
          required
          autofocus
          maxlength=${LONGEST}
          placeholder=${say.example()}
          .value=${this.called()}
          @input=${(event: Event) => {
            this.name = (event.target as HTMLInputElement).value;
          }}
        />
      </label>`;
  }

  protected override applied(applied: Applied): void {
    const made = applied.grids.filter((one) => one.live && one.kind === 'dedicated');
    choose({ grids: made.map((one) => one.id) });
    toast(say.done(this.called().trim()));
  }

  private told(): string | typeof nothing {
    const { atoms, grid } = this.what;
    if (atoms) {
      return say.atoms(figure(atoms.length));
    }
    const found = grid === undefined ? undefined : this.store.grids.get().get(grid);
    return found ? say.grid(shortOf(found), figure(found.households)) : say.site();
  }

  private chosen(): string {
    return this.category ?? this.what.category ?? CATEGORY_NAMES[0] ?? '';
  }

  private called(): string {
    return this.name ?? this.what.name ?? '';
  }
}
