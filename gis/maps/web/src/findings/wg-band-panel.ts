/** The band meter: grids by how far they lie from the band, and why where nothing can be done. */
import { SignalWatcher, signal } from '@lit-labs/signals';
import { html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import next from 'lucide-static/icons/skip-forward.svg?raw';
import wand from 'lucide-static/icons/wand-sparkles.svg?raw';
import { route } from '../app/route.ts';
import { standingIcon } from '../panels/marks.ts';
import type { PlanStore } from '../plan/contract.ts';
import { opened } from '../plan/opened.ts';
import { reasonTold, shortCode, standing } from '../plan/standing.ts';
import type { Grid, Rules } from '../plan/types.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, figure, language } from '../ui/words.ts';
import { bar, type Reading, readings, type Section } from './band.ts';
import { styles } from './band-styles.ts';
import { showGrid, showNextOut } from './finder.ts';
import { letterOf } from './keys.ts';
import { ask, dismiss, remedy } from './remedy.ts';
import './wg-remedy.ts';

const say = dictionary({
  opening: ['正在打开方案……', 'Opening the plan ...'],
  band: (lower: string, upper: string, by: string) => [
    `区间 ${lower}–${upper} ${by}`,
    `Band ${lower}–${upper} ${by}`,
  ],
  households: ['户', 'households'],
  residents: ['人', 'residents'],
  everywhere: ['所有社区', 'All communities'],
  community: ['社区', 'Community'],
  out: ['超出区间', 'Out of the band'],
  excused: ['超出区间，有理由', 'Out of the band, excused'],
  within: ['区间内，余量小的在前', 'In the band, least room first'],
  fix: ['修复', 'Fix'],
  next: ['下一个超出的', 'Next one out'],
  all: ['所有网格都在区间内。', 'All grids lie in the band.'],
  more: (count: string) => [`再显示 ${count} 个`, `Show ${count} more`],
  walk: ['下一个、上一个', 'next, previous'],
  nextOut: ['下一个超出区间的', 'next one out of the band'],
});
const SECTIONS: readonly Section[] = ['out', 'excused', 'within'];
/** Rows drawn at first, and more each time they are asked for. */
const ROWS = 150;
const community = signal('');

@customElement('wg-band-panel')
export class WgBandPanel extends SignalWatcher(LitElement) {
  static override styles = styles;

  @state() private rows = ROWS;
  private followed: number | null = null;
  private readonly keyed = (event: KeyboardEvent) => this.key(event);

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('keydown', this.keyed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('keydown', this.keyed);
    dismiss();
  }

  override render(): TemplateResult {
    const store = opened.get();
    if (!store) {
      return html`<p class="empty">${say.opening()}</p>`;
    }
    const all = this.all(store);
    return html`${this.head(store, all)}
      <div class="scroll">
        ${SECTIONS.map((one) => this.section(store, all, one))}
        ${
          all.length > this.rows
            ? html`<p class="end"><button @click=${() => this.more()}>
                ${say.more(figure(Math.min(ROWS, all.length - this.rows)))}
              </button></p>`
            : nothing
        }
      </div>
      <footer>
        <span><kbd>J</kbd> <kbd>K</kbd> ${say.walk()}</span>
        <span><kbd>O</kbd> ${say.nextOut()}</span>
        ${store.editable.get() ? html`<span><kbd>F</kbd> ${say.fix()}</span>` : nothing}
      </footer>`;
  }

  /** What was chosen on the map or by a key comes into sight. */
  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const now = this.current();
    if (now !== this.followed) {
      this.followed = now;
      const subject = remedy.get()?.subject;
      if (subject && 'grid' in subject && subject.grid !== now) {
        dismiss();
      }
      const row = this.renderRoot.querySelector(`#g-${now}`);
      row?.scrollIntoView({ block: 'nearest' });
    }
  }

  private all(store: PlanStore): Reading[] {
    return readings(store.grids.get().values(), store.rules.get(), community.get());
  }

  private current(): number | null {
    const now = route.get();
    return now.page === 'plan' ? (now.grids.at(-1) ?? null) : null;
  }

  private head(store: PlanStore, all: readonly Reading[]): TemplateResult {
    const { band, by } = store.rules.get();
    const places = store.communities.get();
    const out = all.filter((one) => one.section === 'out').length;
    return html`<header class="head">
      <div class="sums">
        <span class="badge figures">${say.band(figure(band.lower), figure(band.upper), say[by]())}</span>
        <span class="badge figures ${out > 0 ? 'high' : 'good'}">${say.out()} ${figure(out)}</span>
      </div>
      <select
        aria-label=${say.community()}
        @change=${(event: Event) => this.sift((event.target as HTMLSelectElement).value)}
      >
        <option value="">${say.everywhere()}</option>
        ${places.map(
          (one) =>
            html`<option value=${one.code} ?selected=${one.code === community.get()}>${one.name}</option>`,
        )}
      </select>
      <button ?disabled=${out === 0} @click=${() => showNextOut(store, false, community.get())}>
        ${icon(next, 16)}${say.next()} <kbd>O</kbd>
      </button>
    </header>`;
  }

  private section(
    store: PlanStore,
    all: readonly Reading[],
    section: Section,
  ): TemplateResult | typeof nothing {
    const own = all.slice(0, this.rows).filter((one) => one.section === section);
    if (own.length === 0) {
      return section === 'out' && all.length > 0
        ? html`<p class="empty">${say.all()}</p>`
        : nothing;
    }
    return html`<h3>${say[section]()}</h3>
      <ol>
        ${repeat(
          own,
          (one) => one.grid.id,
          (one) => this.line(store, one),
        )}
      </ol>`;
  }

  private line(store: PlanStore, reading: Reading): TemplateResult {
    const { grid, value, distance } = reading;
    const rules = store.rules.get();
    const chosen = grid.id === this.current();
    const which = standing(grid, rules);
    const side = value < rules.band.lower ? 'below' : 'above';
    const off = `${side === 'below' ? '−' : '+'}${figure(distance)}`;
    return html`<li id=${`g-${grid.id}`} class=${chosen ? 'current' : ''}>
      <button class="plain grid" aria-current=${chosen ? 'true' : 'false'} @click=${() => showGrid(store, grid)}>
        ${standingIcon(grid, rules)}
        <span class="code">${shortCode(grid.code, grid.community)}</span>
        <span class="name">${language.get() === 'zh' ? grid.name : grid.name_en}</span>
        <span class="value"
          >${figure(value)}${distance > 0 ? html`<span class="off ${side}">${off}</span>` : nothing}</span
        >
        ${barOf(value, rules, which)}
      </button>
      ${grid.reason ? html`<p class="why">${reasonTold(grid.reason)}</p>` : nothing}
      ${chosen ? this.acts(store, reading) : nothing}
    </li>`;
  }

  private acts(store: PlanStore, { grid, distance }: Reading): TemplateResult | typeof nothing {
    if (!store.editable.get() || distance === 0) {
      return nothing;
    }
    return html`<div class="acts">
        <button class="primary" @click=${() => ask(store, { grid: grid.id })}>
          ${icon(wand, 15)}${say.fix()} <kbd>F</kbd>
        </button>
      </div>
      ${isAbout(grid) ? html`<wg-remedy></wg-remedy>` : nothing}`;
  }

  private sift(wanted: string): void {
    community.set(wanted);
    this.rows = ROWS;
  }

  private more(): void {
    this.rows += ROWS;
  }

  private key(event: KeyboardEvent): void {
    const store = opened.get();
    const letter = store ? letterOf(event) : null;
    if (!store || letter === null) {
      return;
    }
    const all = this.all(store);
    const at = all.findIndex((one) => one.grid.id === this.current());
    if (letter === 'J' || letter === 'K') {
      const wanted = at < 0 ? 0 : at + (letter === 'J' ? 1 : -1);
      this.walk(store, all[Math.min(all.length - 1, Math.max(0, wanted))]?.grid);
    } else if (letter === 'F' && store.editable.get() && (all[at]?.distance ?? 0) > 0) {
      void ask(store, { grid: all[at]?.grid.id ?? 0 });
    } else {
      return;
    }
    event.preventDefault();
  }

  private walk(store: PlanStore, grid: Grid | undefined): void {
    if (grid) {
      const at = this.all(store).findIndex((one) => one.grid.id === grid.id);
      this.rows = Math.max(this.rows, at + 1);
      showGrid(store, grid);
    }
  }
}

function isAbout(grid: Grid): boolean {
  const subject = remedy.get()?.subject;
  return subject !== undefined && 'grid' in subject && subject.grid === grid.id;
}

/** A bar up to the count, with the band behind it. */
function barOf(value: number, rules: Rules, which: string): TemplateResult {
  const { filled, from, to } = bar(value, rules);
  return html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    ${svg`
      <rect class="track" x="0" y="2" width="100" height="6"></rect>
      <rect class="band" x=${from} y="0" width=${to - from} height="10"></rect>
      <rect class="filled ${which}" x="0" y="3" width=${filled} height="4"></rect>
      <line class="edge" x1=${from} x2=${from} y1="0" y2="10"></line>
      <line class="edge" x1=${to} x2=${to} y1="0" y2="10"></line>
    `}
  </svg>`;
}
