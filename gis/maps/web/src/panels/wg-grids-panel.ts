/** All grids of the plan as a table that mirrors the map: by community, sorted, filtered. */
import { computed, SignalWatcher, signal } from '@lit-labs/signals';
import { type VirtualItem, VirtualizerController } from '@tanstack/lit-virtual';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { createRef, type Ref, ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import search from 'lucide-static/icons/search.svg?raw';
import { notePlan, route } from '../app/route.ts';
import { shownMap } from '../map/contract.ts';
import type { PlanStore } from '../plan/contract.ts';
import { opened } from '../plan/opened.ts';
import { icon } from '../ui/icon.ts';
import { toastProblem } from '../ui/toast.ts';
import { figure } from '../ui/words.ts';
import { flyTo } from './fly.ts';
import { header, line, say } from './grid-rows.ts';
import { styles } from './grid-styles.ts';
import { type Column, matcher, type Order, type Row, rows } from './rows.ts';

const PAGE = 12;
const LEVELS: Record<Row['type'], number> = { community: 1, grid: 2, microgrid: 3, waiting: 3 };

@customElement('wg-grids-panel')
export class WgGridsPanel extends SignalWatcher(LitElement) {
  static override styles = styles;

  private readonly order = signal<Order>({ by: 'code', descending: false });
  private readonly folded = signal<ReadonlySet<string>>(new Set());
  private readonly unfolded = signal<ReadonlySet<number>>(new Set());
  private readonly active = signal('');
  private readonly rows = computed(() => {
    const store = opened.get();
    return store ? this.rowsOf(store) : [];
  });
  private readonly scroller: Ref<HTMLElement> = createRef();
  private readonly virtual = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    getScrollElement: () => this.scroller.value ?? null,
    count: 0,
    estimateSize: () => rowHeight(),
    getItemKey: (at) => this.rows.get()[at]?.key ?? at,
    overscan: 8,
  });
  /** Selection as the table last showed it, to follow what the map selects. */
  private followed = '';

  override render(): TemplateResult {
    const store = opened.get();
    const now = route.get();
    if (!store || now.page !== 'plan') {
      return html`<p class="empty">${say.opening()}</p>`;
    }
    return html`
      <label class="search">
        ${icon(search, 16)}
        <input
          type="search"
          .value=${now.filter}
          placeholder=${say.filter()}
          aria-label=${say.filter()}
          @input=${(event: InputEvent) => notePlan({ filter: (event.target as HTMLInputElement).value })}
        />
      </label>
      ${this.table(store, now.grids)} ${this.foot(store, now.filter, now.grids)}
    `;
  }

  protected override updated(): void {
    const now = route.get();
    const chosen = now.page === 'plan' ? now.grids.join() : '';
    if (chosen !== this.followed) {
      this.followed = chosen;
      this.follow(chosen);
    }
  }

  private rowsOf(store: PlanStore): Row[] {
    const now = route.get();
    return rows({
      grids: store.grids.get().values(),
      communities: store.communities.get(),
      microgrids: this.unfolded.get().size > 0 ? store.microgrids.get().values() : [],
      loaded: store.loaded.get(),
      order: this.order.get(),
      filter: now.page === 'plan' ? now.filter : '',
      folded: this.folded.get(),
      unfolded: this.unfolded.get(),
    });
  }

  private table(store: PlanStore, chosen: readonly number[]): TemplateResult {
    const all = this.rows.get();
    const virtual = this.virtual.getVirtualizer();
    if (virtual.options.count !== all.length) {
      virtual.setOptions({ ...virtual.options, count: all.length });
    }
    const active = this.active.get();
    return html`
      <div
        class="table"
        role="treegrid"
        tabindex="0"
        aria-label=${say.grids()}
        aria-multiselectable="true"
        aria-rowcount=${all.length + 1}
        aria-activedescendant=${active || nothing}
        @keydown=${(event: KeyboardEvent) => this.key(event, store)}
        ${ref(this.scroller)}
      >
        ${header(this.order.get(), store.rules.get(), (by) => this.sort(by))}
        <div class="body" role="rowgroup" .style=${`height: ${virtual.getTotalSize()}px`}>
          ${repeat(
            virtual.getVirtualItems(),
            (item) => item.key,
            (item) => this.row(store, item, chosen),
          )}
        </div>
        ${all.length === 0 ? html`<p class="empty">${say.none()}</p>` : nothing}
      </div>
    `;
  }

  /** Rows are placed by the style's own object: rules for content allow no style attributes. */
  private row(
    store: PlanStore,
    { index, start }: VirtualItem,
    chosen: readonly number[],
  ): TemplateResult | typeof nothing {
    const one = this.rows.get()[index];
    if (!one) {
      return nothing;
    }
    const active = one.key === this.active.get() ? 'active' : '';
    return html`<div
      id=${one.key}
      role="row"
      class="row ${one.type} ${active}"
      aria-rowindex=${index + 2}
      aria-level=${LEVELS[one.type]}
      aria-expanded=${'open' in one ? String(one.open) : nothing}
      aria-selected=${one.type === 'grid' ? String(chosen.includes(one.grid.id)) : nothing}
      .style=${`transform: translateY(${start}px)`}
      @click=${(event: MouseEvent) => this.pointed(event, store, one)}
      @dblclick=${() => this.enter(store, one)}
    >
      ${line(one, store.rules.get())}
    </div>`;
  }

  private foot(store: PlanStore, filter: string, chosen: readonly number[]): TemplateResult {
    const grids = store.grids.get();
    const names = new Map(store.communities.get().map((one) => [one.code, one.name]));
    const matches = matcher(filter, names);
    const shown = filter ? [...grids.values()].filter(matches).length : grids.size;
    const selected = chosen.filter((id) => grids.has(id));
    return html`<footer class="figures">
      <span>
        ${filter ? say.some(figure(shown), figure(grids.size)) : say.all(figure(grids.size))}
        ${selected.length > 0 ? html` · ${say.selected(figure(selected.length))}` : nothing}
      </span>
      <span class="hint">${say.keys()}</span>
    </footer>`;
  }

  private sort(by: Column): void {
    const now = this.order.get();
    const counts = ['households', 'residents', 'buildings', 'locked'].includes(by);
    this.order.set({ by, descending: now.by === by ? !now.descending : counts });
  }

  private pointed(event: MouseEvent, store: PlanStore, row: Row): void {
    this.active.set(row.key);
    const toggles = (event.target as Element).closest('.toggle') !== null;
    if (toggles || row.type === 'community') {
      this.toggle(store, row);
    } else if (row.type === 'grid') {
      this.select(row.grid.id, event.ctrlKey || event.metaKey || event.shiftKey);
    } else if (row.type === 'microgrid') {
      this.select(row.microgrid.grid, false);
    }
  }

  private select(grid: number, more: boolean): void {
    const now = route.get();
    const chosen = now.page === 'plan' ? now.grids : [];
    const others = chosen.filter((one) => one !== grid);
    const grids = more ? (chosen.includes(grid) ? others : [...chosen, grid]) : [grid];
    this.followed = grids.join();
    notePlan({ grids, atoms: [] });
  }

  private enter(store: PlanStore, row: Row): void {
    if (row.type === 'community') {
      const found = store.communities.get().find((one) => one.code === row.code);
      if (found?.bbox) {
        const [west = 0, south = 0, east = 0, north = 0] = found.bbox;
        shownMap.get()?.fit([west, south, east, north]);
      }
      return;
    }
    const grid = row.type === 'grid' ? row.grid.id : row.type === 'microgrid' && row.microgrid.grid;
    if (grid) {
      this.select(grid, false);
      flyTo(store.id, [grid]).catch(toastProblem);
    }
  }

  private toggle(store: PlanStore, row: Row): void {
    if (row.type === 'community') {
      this.folded.set(toggled(this.folded.get(), row.code));
    } else if (row.type === 'grid') {
      this.unfolded.set(toggled(this.unfolded.get(), row.grid.id));
      store.load(row.grid.community).catch(toastProblem);
    }
  }

  private key(event: KeyboardEvent, store: PlanStore): void {
    const all = this.rows.get();
    const at = all.findIndex((one) => one.key === this.active.get());
    const row = all[at];
    const steps: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at < 0 ? 0 : at - 1,
      PageDown: at + PAGE,
      PageUp: at - PAGE,
      Home: 0,
      End: all.length - 1,
    };
    const wanted = steps[event.key];
    if (wanted !== undefined) {
      this.activate(Math.min(all.length - 1, Math.max(0, wanted)));
    } else if (!row || !this.act(event, store, row)) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** Do what a key does to a row; false for keys without a meaning. */
  private act(event: KeyboardEvent, store: PlanStore, row: Row): boolean {
    const open = 'open' in row && row.open;
    if (event.key === 'Enter') {
      this.enter(store, row);
    } else if (event.key === ' ' && row.type === 'grid') {
      this.select(row.grid.id, true);
    } else if ((event.key === 'ArrowRight' && !open) || (event.key === 'ArrowLeft' && open)) {
      this.toggle(store, row);
    } else {
      return false;
    }
    return true;
  }

  private activate(at: number): void {
    const row = this.rows.get()[at];
    if (row) {
      this.active.set(row.key);
      this.virtual.getVirtualizer().scrollToIndex(at, { align: 'auto' });
    }
  }

  /** Bring what was selected elsewhere into sight. */
  private follow(chosen: string): void {
    const last = chosen.split(',').at(-1);
    const at = this.rows.get().findIndex((one) => one.key === `g${last}`);
    if (last && at >= 0) {
      this.activate(at);
    }
  }
}

function toggled<T>(from: ReadonlySet<T>, one: T): ReadonlySet<T> {
  const next = new Set(from);
  if (!next.delete(one)) {
    next.add(one);
  }
  return next;
}

const coarse = matchMedia('(pointer: coarse)');

/** As in grid-styles.ts. */
function rowHeight(): number {
  return coarse.matches ? 40 : 32;
}
