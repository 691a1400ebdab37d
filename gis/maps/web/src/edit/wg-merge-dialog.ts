/** Merge grids: which of them keeps its code, and what comes of it. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Preview } from '../graph/protocol.ts';
import type { PlanStore } from '../plan/contract.ts';
import { load } from '../plan/standing.ts';
import type { Applied, Grid, Wish } from '../plan/types.ts';
import { present } from '../ui/dialogs.ts';
import { toastProblem } from '../ui/toast.ts';
import { dictionary, figure } from '../ui/words.ts';
import { badge } from './badges.ts';
import { EditDialog } from './edit-dialog.ts';
import { refusalWords, shortOf, standingOf } from './figures.ts';
import { choose } from './selection.ts';

const say = dictionary({
  title: (count: number) => [`合并${count}个网格`, `Merge ${count} grids`],
  merge: ['合并', 'Merge'],
  keeps: ['保留哪个网格的编码、名称和类型？', 'Which grid keeps its code, name and kind?'],
  code: ['网格', 'Grid'],
  name: ['名称', 'Name'],
  households: ['户数', 'Households'],
  residents: ['人数', 'Residents'],
  after: ['合并后', 'Merged'],
});

/** Ask and merge. */
export function askMerge(store: PlanStore, grids: readonly number[]): void {
  present(Object.assign(new WgMergeDialog(), { store, grids }));
}

@customElement('wg-merge-dialog')
export class WgMergeDialog extends EditDialog {
  grids: readonly number[] = [];
  @state() private into = 0;
  @state() private preview: Preview | null = null;

  protected heading(): string {
    return say.title(this.grids.length);
  }

  protected doIt(): string {
    return say.merge();
  }

  protected wish(): Wish | null {
    return this.preview && !this.preview.refused
      ? { type: 'merge', grids: [...this.grids], into: this.into }
      : null;
  }

  protected body(): TemplateResult {
    const rules = this.store.rules.get();
    const merged = this.preview?.changes.find((one) => one.grid === this.into);
    const kept = this.store.grids.get().get(this.into) ?? null;
    const after = merged?.after[rules.by];
    return html`<p id="keeps">${say.keeps()}</p>
      <table aria-labelledby="keeps">
        <thead>
          <tr>
            <th colspan="2">${say.code()}</th>
            <th>${say.name()}</th>
            <th class="number">${say[rules.by]()}</th>
          </tr>
        </thead>
        <tbody>
          ${this.chosen().map((grid) => this.row(grid))}
        </tbody>
        <tfoot>
          <tr>
            <td colspan="3">
              <b>${say.after()}</b>
              ${after === undefined ? nothing : badge(standingOf(after, rules, kept))}
            </td>
            <td class="number"><b>${after === undefined ? '' : figure(after)}</b></td>
          </tr>
        </tfoot>
      </table>
      ${
        this.preview?.refused
          ? html`<p class="error" role="alert">
              ${refusalWords(this.preview.refused, this.store.grids.get())}
            </p>`
          : nothing
      }`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // The largest keeps its code unless something else is chosen.
    const [largest] = this.chosen().toSorted((a, b) => b.households - a.households);
    void this.keep(largest?.id ?? 0).catch(toastProblem);
  }

  protected override applied(_applied: Applied): void {
    choose({ grids: [this.into] });
  }

  private row(grid: Grid): TemplateResult {
    const id = `grid-${grid.id}`;
    return html`<tr>
      <td>
        <input
          type="radio"
          name="into"
          ?autofocus=${grid.id === this.into}
          id=${id}
          .checked=${grid.id === this.into}
          @change=${() => void this.keep(grid.id).catch(toastProblem)}
        />
      </td>
      <td><label for=${id}>${shortOf(grid)}</label></td>
      <td class="name" title=${grid.name}>${grid.name}</td>
      <td class="number">${figure(load(grid, this.store.rules.get()))}</td>
    </tr>`;
  }

  private chosen(): Grid[] {
    const grids = this.store.grids.get();
    return this.grids.flatMap((id) => grids.get(id) ?? []);
  }

  private async keep(grid: number): Promise<void> {
    this.into = grid;
    this.preview = null;
    const others = this.grids.filter((one) => one !== grid);
    await Promise.all(this.chosen().map((one) => this.store.load(one.community)));
    const atoms = await Promise.all(others.map((one) => this.store.graph.atomsOf(one)));
    const preview = await this.store.graph.preview(atoms.flat(), grid);
    if (this.into === grid) {
      this.preview = preview;
    }
  }
}
