/** All that is known of one grid: counts, band, reason, borders, neighbours, micro-grids. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import log from 'lucide-static/icons/history.svg?raw';
import lock from 'lucide-static/icons/lock.svg?raw';
import pencil from 'lucide-static/icons/pencil.svg?raw';
import printer from 'lucide-static/icons/printer.svg?raw';
import { api, asProblem, told } from '../api/client.ts';
import { follow, notePlan } from '../app/route.ts';
import type { PlanStore } from '../plan/contract.ts';
import { opened } from '../plan/opened.ts';
import { categoryTold, people, reasonTold, shortCode, standing } from '../plan/standing.ts';
import type { Grid, Microgrid } from '../plan/types.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, either, figure } from '../ui/words.ts';
import { styles } from './inspector-styles.ts';
import { ofGrid } from './log.ts';
import { meter, standingBadge } from './marks.ts';
import './wg-grid-form.ts';

const say = dictionary({
  households: ['户', 'households'],
  residents: ['人', 'residents'],
  people: ['人口', 'Residents'],
  homes: ['户数', 'Households'],
  buildings: ['楼栋', 'Buildings'],
  community: ['社区', 'Community'],
  code: ['编码', 'Code'],
  category: ['专属类别', 'Category'],
  post: ['责任岗位', 'Post'],
  noPost: ['未填', 'none yet'],
  locked: ['已锁定，不参与编辑', 'Locked against edits'],
  pieces: (count: string) => [`由 ${count} 块组成`, `In ${count} pieces`],
  noReason: ['没有正当理由，需要调整边界。', 'No reason excuses this; redraw the border.'],
  borders: ['四至', 'Boundaries'],
  neighbours: ['相邻网格', 'Neighbours'],
  metres: (metres: string) => [`共有边界 ${metres} 米`, `${metres} m of common border`],
  microgrids: (count: string) => [`微网格（${count}）`, `Micro-grids (${count})`],
  floors: (from: number, to: number) => [`${from}–${to} 层`, `floors ${from}–${to}`],
  edit: ['编辑', 'Edit'],
  sheet: ['图幅', 'Sheet'],
  history: ['历史', 'History'],
  reading: ['正在读取……', 'Reading ...'],
});

@customElement('wg-grid-facts')
export class WgGridFacts extends SignalWatcher(LitElement) {
  static override styles = styles;

  @property({ attribute: false }) grid: Grid | null = null;
  @state() private borders: string | null = null;
  @state() private neighbours: readonly { grid: number; metres: number }[] = [];
  @state() private editing = false;
  private asked = '';

  override render(): TemplateResult | typeof nothing {
    const store = opened.get();
    const { grid } = this;
    if (!store || !grid) {
      return nothing;
    }
    if (this.editing) {
      return html`<wg-grid-form .grid=${grid} @done=${() => {
        this.editing = false;
      }}></wg-grid-form>`;
    }
    return html`
      ${this.counts(store, grid)} ${this.facts(store, grid)} ${this.around(store)}
      ${this.parts(store, grid)} ${this.links(store, grid)}
    `;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('grid') && changed.get('grid')?.id !== this.grid?.id) {
      this.editing = false;
      this.borders = null;
      this.neighbours = [];
    }
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const store = opened.get();
    const { grid } = this;
    if (store && grid) {
      const asked = `${store.id}/${grid.id}/${store.version.get()}`;
      if (asked !== this.asked) {
        this.asked = asked;
        void this.ask(store, grid);
      }
    }
  }

  private counts(store: PlanStore, grid: Grid): TemplateResult {
    const rules = store.rules.get();
    const unit = rules.by === 'households' ? say.households() : say.residents();
    const which = standing(grid, rules);
    const reason = grid.reason && which !== 'within' ? reasonTold(grid.reason) : null;
    return html`
      <div class="count">
        <span class="big figures">${people(grid, rules.by)}</span> ${unit} ${standingBadge(grid, rules)}
      </div>
      ${grid.kind === 'base' ? meter(grid, rules) : nothing}
      ${reason ? html`<p class="hint">${reason}</p>` : nothing}
      ${which === 'below' || which === 'above' ? html`<p class="hint">${say.noReason()}</p>` : nothing}
      ${grid.locked ? html`<p class="with-icon">${icon(lock, 15)}${say.locked()}</p>` : nothing}
    `;
  }

  private facts(store: PlanStore, grid: Grid): TemplateResult {
    const community = store.communities.get().find((one) => one.code === grid.community);
    const other = store.rules.get().by === 'households' ? 'residents' : 'households';
    return html`<dl class="figures">
      <dt>${other === 'residents' ? say.people() : say.homes()}</dt><dd>${people(grid, other)}</dd>
      <dt>${say.buildings()}</dt><dd>${figure(grid.buildings)}</dd>
      ${grid.category ? html`<dt>${say.category()}</dt><dd>${categoryTold(grid.category)}</dd>` : nothing}
      <dt>${say.community()}</dt><dd>${community?.name ?? grid.community}</dd>
      <dt>${say.code()}</dt><dd class="code">${grid.code}</dd>
      <dt>${say.post()}</dt>
      <dd>${grid.post || html`<span class="hint">${say.noPost()}</span>`}</dd>
      ${grid.pieces > 1 ? html`<dt></dt><dd>${say.pieces(figure(grid.pieces))}</dd>` : nothing}
      <dt>${say.borders()}</dt>
      <dd>${this.borders ?? html`<span class="hint">${say.reading()}</span>`}</dd>
    </dl>`;
  }

  private around(store: PlanStore): TemplateResult | typeof nothing {
    const all = store.grids.get();
    const there = this.neighbours.filter((one) => all.has(one.grid));
    return there.length > 0
      ? html`<h3>${say.neighbours()}</h3>
          <div class="chips">
            ${there.map(({ grid: id, metres }) => {
              const grid = all.get(id);
              return grid
                ? html`<button
                    class="chip"
                    title="${grid.name} · ${say.metres(figure(metres))}"
                    @click=${() => notePlan({ grids: [id], atoms: [] })}
                  >
                    <span class="code">${shortCode(grid.code, grid.community)}</span>
                    <span class="figures">${figure(grid[store.rules.get().by])}</span>
                  </button>`
                : nothing;
            })}
          </div>`
      : nothing;
  }

  private parts(store: PlanStore, grid: Grid): TemplateResult | typeof nothing {
    const own = [...store.microgrids.get().values()].filter((one) => one.grid === grid.id);
    own.sort((a, b) => (a.code < b.code ? -1 : 1));
    return own.length > 0
      ? html`<details>
          <summary>${say.microgrids(figure(own.length))}</summary>
          <table>
            <tbody>
              ${own.map(part)}
            </tbody>
          </table>
        </details>`
      : nothing;
  }

  private links(store: PlanStore, grid: Grid): TemplateResult {
    return html`<footer>
      ${
        store.editable.get()
          ? html`<button @click=${() => {
              this.editing = true;
            }}>${icon(pencil, 15)}${say.edit()}</button>`
          : nothing
      }
      <a class="button" href="/plans/${store.id}/sheet/${grid.id}" @click=${follow}>
        ${icon(printer, 15)}${say.sheet()}
      </a>
      <button @click=${() => {
        ofGrid.set(true);
        notePlan({ panel: 'history' });
      }}>${icon(log, 15)}${say.history()}</button>
    </footer>`;
  }

  private async ask(store: PlanStore, grid: Grid): Promise<void> {
    const asked = this.asked;
    const params = { path: { plan: store.id }, query: { community: grid.community } };
    const [borders, neighbours] = await Promise.all([
      told(api.GET('/api/v1/plans/{plan}/descriptions', { params }))
        .then((found) => found.find((one) => one.grid === grid.id))
        .catch((error: unknown) => {
          return { ...asProblem(error).words, grid: grid.id };
        }),
      store.load(grid.community).then(() => store.graph.neighbours(grid.id)),
    ]);
    if (asked === this.asked) {
      this.borders = borders ? either(borders) : '—';
      this.neighbours = neighbours;
    }
  }
}

function part(one: Microgrid): TemplateResult {
  const floors =
    one.floor_from !== null && one.floor_to !== null
      ? say.floors(one.floor_from, one.floor_to)
      : '';
  const reason = one.reason ? reasonTold(one.reason) : '';
  return html`<tr title="${one.code} ${reason}">
    <td class="code">${one.code.slice(-2)}</td>
    <td class="hint">${floors}</td>
    <td class="number">${people(one, 'households')} ${say.households()}</td>
  </tr>`;
}
