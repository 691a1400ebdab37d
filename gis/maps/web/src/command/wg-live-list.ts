/** What happens: tickets of the window and the filters, new ones as they come. It stands still while
 * somebody reads it. */
import { computed, SignalWatcher, signal } from '@lit-labs/signals';
import { type VirtualItem, VirtualizerController } from '@tanstack/lit-virtual';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { createRef, type Ref, ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import pause from 'lucide-static/icons/pause.svg?raw';
import { goCommand, route } from '../app/route.ts';
import type { Brief } from '../tickets/types.ts';
import { icon } from '../ui/icon.ts';
import { remembered } from '../ui/memory.ts';
import { toastProblem } from '../ui/toast.ts';
import { dictionary, figure } from '../ui/words.ts';
import { type CommandStore, commandStore } from './contract.ts';
import { ticketCells } from './live-row.ts';
import { held, ordered, SORTS, type Sort } from './live-rows.ts';
import { liveStyles, ROW } from './live-styles.ts';

const say = dictionary({
  tickets: ['事件列表', 'Tickets'],
  count: (shown: string, all: string) => [`已读 ${shown} / 共 ${all} 件`, `${shown} of ${all}`],
  sorts: ['排序', 'Order'],
  newest: ['最新', 'Newest'],
  late: ['最急', 'Most urgent'],
  others: (count: string) => [`已暂停 · ${count} 条新事件`, `Paused · ${count} new`],
  none: [
    '这段时间没有符合条件的事件。放宽时间或筛选条件再看。',
    'No ticket matches. Widen the window or the filters.',
  ],
  reading: ['正在读取……', 'Reading ...'],
});
const [sort, setSort] = remembered<Sort>('live-sort', 'newest');
/** Rows before the end at which older ones are asked for. */
const AHEAD = 15;
const PAGE = 8;

@customElement('wg-live-list')
export class WgLiveList extends SignalWatcher(LitElement) {
  static override styles = liveStyles;

  /** Ids of what was shown when somebody began to read. */
  private readonly holding = signal<readonly number[] | null>(null);
  private readonly active = signal<number | null>(null);
  private readonly all = computed(() => ordered(commandStore.get()?.tickets() ?? [], sort.get()));
  private readonly rows = computed(() => {
    const ids = this.holding.get();
    return ids ? held(this.all.get(), ids) : { shown: this.all.get(), others: 0 };
  });
  private readonly scroller: Ref<HTMLElement> = createRef();
  private readonly virtual = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    getScrollElement: () => this.scroller.value ?? null,
    count: 0,
    estimateSize: () => ROW,
    getItemKey: (at) => this.rows.get().shown[at]?.id ?? at,
    overscan: 6,
  });
  private asking = false;

  override render(): TemplateResult | typeof nothing {
    const store = commandStore.get();
    if (!store) {
      return nothing;
    }
    const { others } = this.rows.get();
    const read = figure(this.all.get().length);
    return html`<div class="head">
        <span class="hint figures" role="status">${say.count(read, figure(store.matched()))}</span>
        <div class="sorts" role="group" aria-label=${say.sorts()}>
          ${SORTS.map(
            (one) => html`<button
              aria-pressed=${String(sort.get() === one)}
              @click=${() => this.order(one)}
            >
              ${say[one]()}
            </button>`,
          )}
        </div>
      </div>
      <div
        class="place"
        @pointerenter=${this.hold}
        @pointerleave=${this.release}
        @focusin=${this.hold}
        @focusout=${this.release}
      >
        ${
          others > 0
            ? html`<button class="held" @click=${this.top}>
                ${icon(pause, 14)}${say.others(figure(others))}
              </button>`
            : nothing
        }
        ${this.list(store)}
      </div>`;
  }

  protected override updated(): void {
    const store = commandStore.get();
    const last = this.virtual.getVirtualizer().getVirtualItems().at(-1);
    const count = this.rows.get().shown.length;
    if (store && last && last.index >= count - AHEAD && count > 0) {
      void this.older(store);
    }
  }

  private list(store: CommandStore): TemplateResult {
    const { shown } = this.rows.get();
    const virtual = this.virtual.getVirtualizer();
    if (virtual.options.count !== shown.length) {
      virtual.setOptions({ ...virtual.options, count: shown.length });
    }
    const active = this.active.get();
    const now = store.now();
    const fresh = new Set(store.fresh());
    return html`<div
      class="list"
      role="listbox"
      tabindex="0"
      aria-label=${say.tickets()}
      aria-activedescendant=${active === null ? nothing : `t${active}`}
      @keydown=${this.pressed}
      ${ref(this.scroller)}
    >
      ${shown.length === 0 ? html`<p class="empty">${store.loading() ? say.reading() : say.none()}</p>` : nothing}
      <div class="all" .style=${`height: ${virtual.getTotalSize()}px`}>
        ${repeat(
          virtual.getVirtualItems(),
          (item) => item.key,
          (item) => this.row(shown, item, now, fresh),
        )}
      </div>
    </div>`;
  }

  private row(
    shown: readonly Brief[],
    { index, start }: VirtualItem,
    now: number,
    fresh: ReadonlySet<number>,
  ): TemplateResult | typeof nothing {
    const one = shown[index];
    if (!one) {
      return nothing;
    }
    const classes = [
      'row',
      one.colour ?? '',
      fresh.has(one.id) ? 'fresh' : '',
      one.id === this.active.get() ? 'active' : '',
    ];
    return html`<div
      id=${`t${one.id}`}
      role="option"
      class=${classes.join(' ')}
      aria-selected=${String(one.id === chosen())}
      aria-setsize=${shown.length}
      aria-posinset=${index + 1}
      .style=${`transform: translateY(${start}px)`}
      @click=${() => this.open(one.id)}
    >
      ${ticketCells(one, now)}
    </div>`;
  }

  private order(wanted: Sort): void {
    setSort(wanted);
    this.holding.set(null);
    this.virtual.getVirtualizer().scrollToOffset(0);
  }

  private readonly hold = (): void => {
    if (this.holding.get() === null) {
      this.holding.set(this.all.get().map((one) => one.id));
    }
  };

  /** Nobody points at it or is in it any more. */
  private readonly release = (): void => {
    const place = this.renderRoot.querySelector('.place');
    queueMicrotask(() => {
      if (!place?.matches(':hover, :focus-within')) {
        this.holding.set(null);
      }
    });
  };

  private readonly top = (): void => {
    this.holding.set(this.all.get().map((one) => one.id));
    this.virtual.getVirtualizer().scrollToOffset(0);
  };

  private async older(store: CommandStore): Promise<void> {
    if (this.asking) {
      return;
    }
    this.asking = true;
    try {
      await store.more();
      if (this.holding.get()) {
        this.extend();
      }
    } catch (error) {
      toastProblem(error);
    } finally {
      this.asking = false;
    }
  }

  /** Older ones join the end of a held list. */
  private extend(): void {
    const ids = this.holding.get() ?? [];
    const last = ids.at(-1);
    const all = this.all.get();
    const at = all.findIndex((one) => one.id === last);
    if (at >= 0) {
      const known = new Set(ids);
      const more = all.slice(at + 1).filter((one) => !known.has(one.id));
      // The same again would be drawn, which asks for older ones, without end.
      if (more.length > 0) {
        this.holding.set([...ids, ...more.map((one) => one.id)]);
      }
    }
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    const { shown } = this.rows.get();
    const at = shown.findIndex((one) => one.id === this.active.get());
    const to: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: Math.max(0, at - 1),
      PageDown: at + PAGE,
      PageUp: at - PAGE,
      Home: 0,
      End: shown.length - 1,
    };
    const wanted = to[event.key];
    const now = shown[at];
    if (wanted !== undefined) {
      const index = Math.min(shown.length - 1, Math.max(0, wanted));
      this.active.set(shown[index]?.id ?? null);
      this.virtual.getVirtualizer().scrollToIndex(index, { align: 'auto' });
    } else if (now && (event.key === 'Enter' || event.key === ' ')) {
      this.open(now.id);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  private open(id: number): void {
    this.active.set(id);
    goCommand({ ticket: id });
  }
}

/** The ticket that is open. */
function chosen(): number | null {
  const now = route.get();
  return now.page === 'command' ? now.ticket : null;
}
