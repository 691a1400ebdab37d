/** What can be done with what is chosen: a bar over the map. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import dedicate from 'lucide-static/icons/building-2.svg?raw';
import merge from 'lucide-static/icons/combine.svg?raw';
import newGrid from 'lucide-static/icons/grid-2x2-plus.svg?raw';
import undedicate from 'lucide-static/icons/hexagon.svg?raw';
import tower from 'lucide-static/icons/layers.svg?raw';
import lock from 'lucide-static/icons/lock.svg?raw';
import unlock from 'lucide-static/icons/lock-open.svg?raw';
import microgrids from 'lucide-static/icons/sparkles.svg?raw';
import halve from 'lucide-static/icons/split.svg?raw';
import newMicrogrid from 'lucide-static/icons/square-plus.svg?raw';
import resolve from 'lucide-static/icons/wand-sparkles.svg?raw';
import close from 'lucide-static/icons/x.svg?raw';
import type { AtomTold } from '../graph/protocol.ts';
import type { PlanStore } from '../plan/contract.ts';
import { opened } from '../plan/opened.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { toastProblem } from '../ui/toast.ts';
import { dictionary, figure } from '../ui/words.ts';
import { act } from './acts.ts';
import { sending } from './commit.ts';
import { shortOf } from './figures.ts';
import { forAtoms, forGrids, type Hindrance, type Offer, type OfferName } from './offers.ts';
import { choose, chosen } from './selection.ts';
import { tool } from './tools.ts';
import './wg-sites.ts';
import './wg-targets.ts';

const say = dictionary({
  actions: ['对所选的操作', 'Actions for what is chosen'],
  grid: (code: string) => [`网格${code}`, `Grid ${code}`],
  grids: (count: number) => [`${count}个网格`, `${count} grids`],
  atoms: (count: number, households: string) => [
    `${count}个基本单元 · ${households}户`,
    `${count} ${count === 1 ? 'atom' : 'atoms'} · ${households} households`,
  ],
  merge: ['合并', 'Merge'],
  halve: ['自动对半分', 'Halve'],
  resolve: ['重新划分', 'Re-solve'],
  microgrids: ['重划微网格', 'Re-solve micro-grids'],
  dedicate: ['设为专属', 'Dedicate'],
  undedicate: ['改为基础网格', 'Make a base grid'],
  lock: ['锁定', 'Lock'],
  unlock: ['解锁', 'Unlock'],
  newGrid: ['新建网格', 'New grid'],
  newMicrogrid: ['新建微网格', 'New micro-grid'],
  tower: ['拆分楼栋', 'Split tower'],
  locked: ['网格已锁定，请先解锁', 'The grid is locked; unlock it first'],
  communities: ['所选的分属不同社区', 'They lie in different communities'],
  severalGrids: ['所选的分属不同网格', 'They lie in different grids'],
  clear: ['取消选择', 'Choose nothing'],
});
const DRAWINGS: Readonly<Record<Exclude<OfferName, 'move'>, string>> = {
  merge,
  halve,
  resolve,
  microgrids,
  dedicate,
  undedicate,
  lock,
  unlock,
  newGrid,
  newMicrogrid,
  tower,
};

@customElement('wg-actions')
export class WgActions extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, auto);
        justify-content: center;
        width: 100%;
        container-type: inline-size;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: center;
        gap: 2px;
        max-width: 100%;
        padding: 4px 6px;
        border: 1px solid var(--line);
        border-radius: 10px;
        background: var(--raised);
        box-shadow: var(--shadow);
        pointer-events: auto;
      }
      h2 {
        padding: 0 10px 0 6px;
        font-size: var(--text);
        white-space: nowrap;
        font-variant-numeric: tabular-nums;
      }
      .bar > button {
        padding: 3px 9px;
      }
      .bar > button.icon {
        padding: 0;
      }
      .rule {
        align-self: stretch;
        margin: 4px;
        border-inline-start: 1px solid var(--line);
      }
      /* Beside a panel there is little room: names go below their icons. */
      @container (width < 660px) {
        .bar > button {
          flex-direction: column;
          gap: 0;
          min-height: 44px;
          padding: 2px 7px;
          font-size: 11.5px;
          line-height: 1.3;
        }
        h2 {
          padding: 0 4px;
          font-size: var(--small);
        }
      }
      @media (pointer: coarse) {
        .bar > button {
          min-height: 40px;
        }
      }
    `,
  ];

  @state() private atoms: readonly AtomTold[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.updateEffect(() => this.look());
  }

  override render(): TemplateResult | typeof nothing {
    const store = opened.get();
    if (!store?.editable.get()) {
      return nothing;
    }
    const { grids: ids, atoms: wanted } = chosen();
    const all = store.grids.get();
    const grids = ids.flatMap((id) => all.get(id) ?? []);
    if (grids.length > 0) {
      const [only] = grids.length === 1 ? grids : [];
      const name = only ? say.grid(shortOf(only)) : say.grids(grids.length);
      return this.bar(store, name, forGrids(grids));
    }
    if (wanted.length > 0 && this.atoms.length > 0) {
      const households = this.atoms.reduce((sum, atom) => sum + atom.households, 0);
      const name = say.atoms(this.atoms.length, figure(households));
      return this.bar(store, name, forAtoms(this.atoms, all));
    }
    return tool.get() === 'site'
      ? html`<div class="bar"><wg-sites .store=${store}></wg-sites></div>`
      : nothing;
  }

  private bar(store: PlanStore, name: string, offers: readonly Offer[]): TemplateResult {
    return html`<div class="bar" role="toolbar" aria-label=${say.actions()}>
      <h2>${name}</h2>
      <span class="rule"></span>
      ${offers.map((offer) => this.offer(store, offer))}
      <span class="rule"></span>
      <button class="plain icon" aria-label=${say.clear()} title=${say.clear()} @click=${() => choose({})}>
        ${icon(close, 16)}
      </button>
    </div>`;
  }

  private offer(store: PlanStore, { name, hindered }: Offer): TemplateResult {
    const why = hindered ? because(hindered) : '';
    const disabled = hindered !== null || sending.get() > 0;
    if (name === 'move') {
      return html`<wg-targets
        .store=${store}
        .atoms=${this.atoms}
        .disabled=${disabled}
        .why=${why}
      ></wg-targets>`;
    }
    return html`<button
      class="plain"
      ?disabled=${disabled}
      title=${why}
      @click=${() => void act(store, name).catch(toastProblem)}
    >
      ${icon(DRAWINGS[name], 16)}${say[name]()}
    </button>`;
  }

  /** What the worker knows of the chosen atoms, again after each edit. */
  private look(): void {
    const store = opened.get();
    const { atoms } = chosen();
    store?.revision.get();
    void this.ask(store, atoms).catch(toastProblem);
  }

  private async ask(store: PlanStore | null, ids: readonly number[]): Promise<void> {
    const told = store ? await Promise.all(ids.map((id) => store.graph.atom(id))) : [];
    if (store === opened.get() && ids.join() === chosen().atoms.join()) {
      this.atoms = told.flatMap((atom) => atom ?? []);
    }
  }
}

function because(hindered: Hindrance): string {
  return hindered === 'grids' ? say.severalGrids() : say[hindered]();
}
