/** What is known of the chosen grids or atoms, on a card over the map. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import fold from 'lucide-static/icons/chevron-down.svg?raw';
import unfold from 'lucide-static/icons/chevron-up.svg?raw';
import close from 'lucide-static/icons/x.svg?raw';
import { notePlan, route } from '../app/route.ts';
import type { AtomTold } from '../graph/protocol.ts';
import type { PlanStore } from '../plan/contract.ts';
import { opened } from '../plan/opened.ts';
import { nameOf, shortCode } from '../plan/standing.ts';
import type { Grid } from '../plan/types.ts';
import { icon } from '../ui/icon.ts';
import { remembered } from '../ui/memory.ts';
import { dictionary, figure } from '../ui/words.ts';
import { styles } from './inspector-styles.ts';
import { total } from './rows.ts';
import './wg-grid-facts.ts';

const say = dictionary({
  inspector: ['所选', 'Chosen'],
  fold: ['收起', 'Fold'],
  unfold: ['展开', 'Unfold'],
  close: ['取消选择', 'Choose nothing'],
  grids: (count: string) => [`${count} 个网格`, `${count} grids`],
  atoms: (count: string) => [`${count} 个基本单元`, `${count} atoms`],
  atom: ['基本单元', 'Atom'],
  households: ['户数', 'Households'],
  residents: ['人口', 'Residents'],
  buildings: ['楼栋', 'Buildings'],
  grid: ['所在网格', 'Grid'],
  floors: ['楼层', 'Floors'],
  span: (from: number, to: number) => [`${from}–${to} 层`, `${from}–${to}`],
  staircase: ['单元门', 'Staircase'],
  compound: ['小区', 'Compound'],
  gone: ['所选的已不在这个方案中。', 'What was chosen is no longer in this plan.'],
});

const [folded, setFolded] = remembered('inspector-folded', false);

@customElement('wg-inspector')
export class WgInspector extends SignalWatcher(LitElement) {
  static override styles = styles;

  @state() private atoms: readonly AtomTold[] = [];
  /** Which atoms, of which revision of the plan, `atoms` tells of. */
  private asked = '';

  override render(): TemplateResult | typeof nothing {
    const store = opened.get();
    const now = route.get();
    if (!store || now.page !== 'plan' || now.grids.length + now.atoms.length === 0) {
      return nothing;
    }
    const all = store.grids.get();
    const grids = now.grids.map((id) => all.get(id)).filter((one) => one !== undefined);
    const atoms = now.atoms.length > 0;
    const [one] = grids;
    const content = atoms
      ? this.ofAtoms(store)
      : one && grids.length === 1
        ? html`<wg-grid-facts .grid=${one}></wg-grid-facts>`
        : ofGrids(grids);
    return html`<section aria-label=${say.inspector()}>
      ${this.head(atoms ? atomsTitle(now.atoms.length) : gridsTitle(grids))}
      ${folded.get() ? nothing : html`<div class="body">${content}</div>`}
    </section>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const store = opened.get();
    const now = route.get();
    if (store && now.page === 'plan') {
      const asked = `${store.id}/${store.revision.get()}/${now.atoms.join()}`;
      if (asked !== this.asked) {
        this.asked = asked;
        void this.ask(store, now.atoms);
      }
    }
  }

  private head(title: TemplateResult): TemplateResult {
    const shut = folded.get();
    const words = shut ? say.unfold() : say.fold();
    return html`<header>
      ${title}
      <button
        class="plain icon"
        title=${words}
        aria-label=${words}
        aria-expanded=${String(!shut)}
        @click=${() => setFolded(!shut)}
      >
        ${icon(shut ? unfold : fold, 18)}
      </button>
      <button
        class="plain icon"
        title=${say.close()}
        aria-label=${say.close()}
        @click=${() => notePlan({ grids: [], atoms: [] })}
      >
        ${icon(close, 18)}
      </button>
    </header>`;
  }

  private ofAtoms(store: PlanStore): TemplateResult {
    const [first] = this.atoms;
    if (!first) {
      return html`<p class="hint">${say.gone()}</p>`;
    }
    const all = store.grids.get();
    const homes = [...new Set(this.atoms.map((one) => one.grid))];
    const sum = (count: 'households' | 'residents' | 'buildings') =>
      this.atoms.reduce((total, one) => total + one[count], 0);
    const single = this.atoms.length === 1 ? first : null;
    const fact = (name: string, value: unknown) =>
      value ? html`<dt>${name}</dt><dd>${value}</dd>` : nothing;
    return html`<dl class="figures">
      ${fact(say.households(), figure(sum('households')))}
      ${fact(say.residents(), figure(sum('residents')))}
      ${fact(say.buildings(), figure(sum('buildings')))}
      ${fact(say.grid(), html`<span class="chips">${homes.map((id) => chip(all.get(id)))}</span>`)}
      ${single ? fact(say.floors(), single.floors && say.span(...single.floors)) : nothing}
      ${single ? fact(say.staircase(), single.staircase) : nothing}
      ${single ? fact(say.compound(), single.compound) : nothing}
    </dl>`;
  }

  private async ask(store: PlanStore, atoms: readonly number[]): Promise<void> {
    const asked = this.asked;
    const found = await Promise.all(atoms.map((one) => store.graph.atom(one)));
    if (asked === this.asked) {
      this.atoms = found.filter((one) => one !== null);
    }
  }
}

function atomsTitle(count: number): TemplateResult {
  return html`<h2>${count === 1 ? say.atom() : say.atoms(figure(count))}</h2>`;
}

function gridsTitle(grids: readonly Grid[]): TemplateResult {
  const [one] = grids;
  return one && grids.length === 1
    ? html`<h2 title="${one.code} ${one.name}">
        <span class="code">${shortCode(one.code, one.community)}</span>
        <span class="name">${nameOf(one)}</span>
      </h2>`
    : html`<h2>${say.grids(figure(grids.length))}</h2>`;
}

function ofGrids(grids: readonly Grid[]): TemplateResult {
  if (grids.length === 0) {
    return html`<p class="hint">${say.gone()}</p>`;
  }
  return html`<dl class="figures">
      <dt>${say.households()}</dt><dd>${figure(total(grids, 'households'))}</dd>
      <dt>${say.residents()}</dt><dd>${figure(total(grids, 'residents'))}</dd>
      <dt>${say.buildings()}</dt><dd>${figure(total(grids, 'buildings'))}</dd>
    </dl>
    <div class="chips">${grids.map(chip)}</div>`;
}

/** A grid to choose instead. */
function chip(grid: Grid | undefined): TemplateResult | typeof nothing {
  return grid
    ? html`<button
        class="chip"
        title="${grid.code} ${grid.name}"
        @click=${() => notePlan({ grids: [grid.id], atoms: [] })}
      >
        <span class="code">${shortCode(grid.code, grid.community)}</span>
        <span class="name">${nameOf(grid)}</span>
      </button>`
    : nothing;
}
