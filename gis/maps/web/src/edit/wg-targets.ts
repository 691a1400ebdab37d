/** The menu of grids that chosen atoms could join: pointing at one shows what would come of it. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import arrow from 'lucide-static/icons/corner-down-right.svg?raw';
import type { AtomTold } from '../graph/protocol.ts';
import { shownMap } from '../map/contract.ts';
import type { PlanStore } from '../plan/contract.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { toastProblem } from '../ui/toast.ts';
import { dictionary, figure } from '../ui/words.ts';
import { badge } from './badges.ts';
import { commit } from './commit.ts';
import { concerned, drawing, drawn } from './drawing.ts';
import { chipsOf, refusalWords } from './figures.ts';
import { choose } from './selection.ts';
import { type Target, targets } from './targets.ts';

const say = dictionary({
  move: ['移到……', 'Move to ...'],
  none: ['没有可移入的相邻网格', 'No neighbouring grid can take them'],
  looking: ['正在计算……', 'Counting ...'],
});

@customElement('wg-targets')
export class WgTargets extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        position: relative;
        display: inline-flex;
      }
      @container (width < 660px) {
        button[aria-haspopup] {
          flex-direction: column;
          gap: 0;
          min-height: 44px;
          padding: 2px 7px;
          font-size: 11.5px;
          line-height: 1.3;
        }
      }
      [role='menu'] {
        position: absolute;
        inset: calc(100% + 62px) auto auto -6px;
        z-index: 1;
        display: grid;
        gap: 2px;
        width: max-content;
        min-width: 280px;
        max-width: 420px;
        max-height: 50vh;
        padding: 4px;
        border: 1px solid var(--line);
        border-radius: 8px;
        background: var(--raised);
        box-shadow: var(--shadow);
        overflow: auto;
      }
      [role='menu'] button {
        display: grid;
        grid-template-columns: 40px minmax(64px, 1fr) auto auto;
        gap: 12px;
        justify-content: stretch;
        min-height: 36px;
        border: 0;
        text-align: start;
      }
      [role='menu'] .why {
        grid-column: 2 / -1;
        color: var(--muted);
        font-size: var(--small);
        white-space: normal;
      }
      .name {
        overflow: hidden;
        max-width: 160px;
        text-overflow: ellipsis;
      }
      b {
        font-weight: 650;
      }
      p {
        padding: 8px 12px;
        color: var(--muted);
      }
    `,
  ];

  @property({ attribute: false }) store!: PlanStore;
  @property({ attribute: false }) atoms: readonly AtomTold[] = [];
  @property({ type: Boolean }) disabled = false;
  @property() why = '';
  @state() private found: readonly Target[] | null = null;
  @state() private open = false;

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('atoms') && this.open) {
      this.close();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.close();
  }

  override render(): TemplateResult {
    return html`<button
        class="plain"
        aria-haspopup="menu"
        aria-expanded=${this.open}
        ?disabled=${this.disabled}
        title=${this.why}
        @click=${() => (this.open ? this.close() : this.unfold())}
      >
        ${icon(arrow, 16)}${say.move()}
      </button>
      ${this.open ? this.menu() : nothing}`;
  }

  private menu(): TemplateResult {
    const { found } = this;
    return html`<div role="menu" @keydown=${this.keys} @pointerleave=${() => this.show(null)}>
      ${
        found === null
          ? html`<p role="status">${say.looking()}</p>`
          : found.map((one) => this.row(one))
      }
      ${found?.length === 0 ? html`<p>${say.none()}</p>` : nothing}
    </div>`;
  }

  private row(one: Target): TemplateResult {
    const grids = this.store.grids.get();
    const rules = this.store.rules.get();
    const chip = chipsOf(one.preview.changes, grids, rules).find(({ grid }) => grid === one.grid);
    const { refused } = one.preview;
    return html`<button
      role="menuitem"
      class="plain"
      aria-disabled=${refused !== null}
      @focus=${() => this.show(one)}
      @pointerenter=${() => this.show(one)}
      @click=${() => refused || void this.move(one).catch(toastProblem)}
    >
      <b>${chip?.label}</b>
      ${
        refused
          ? html`<span class="why">${refusalWords(refused, grids)}</span>`
          : html`<span class="name">${grids.get(one.grid)?.name}</span>
              <span class="figures">${figure(chip?.before ?? 0)} → <b>${figure(chip?.after ?? 0)}</b></span>
              ${chip ? badge(chip.standing) : nothing}`
      }
    </button>`;
  }

  private async unfoldFound(): Promise<void> {
    const { atoms } = this;
    const found = await targets(this.store, atoms);
    if (this.open && atoms === this.atoms) {
      this.found = found;
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    }
  }

  private unfold(): void {
    this.open = true;
    this.found = null;
    void this.unfoldFound().catch(toastProblem);
  }

  private close(): void {
    this.open = false;
    this.show(null);
  }

  /** What would come of it, on the chips and the map. */
  private show(one: Target | null): void {
    if (one === null && drawing.get()?.phase !== 'drawing') {
      return;
    }
    concerned.set(one ? [one.grid] : []);
    shownMap.get()?.mark('moving', one?.preview.atoms ?? []);
    drawing.set(one && drawn(one.preview));
  }

  private async move({ grid, preview }: Target): Promise<void> {
    this.close();
    choose({ grids: [grid] });
    await commit(this.store, { type: 'move', atoms: [...preview.atoms], grid }, preview);
  }

  private keys(event: KeyboardEvent): void {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>('[role=menuitem]')];
    const now = rows.findIndex((row) => row.matches(':focus'));
    if (by !== 0) {
      rows.at((now + by) % rows.length)?.focus();
    } else if (event.key === 'Escape') {
      this.close();
      this.renderRoot.querySelector('button')?.focus();
    } else {
      return;
    }
    event.preventDefault();
  }
}
