/** What lies over the map while it is edited: live counts, the grip, the brush, the cross. Here the
 * hand is held over the map, too. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { classMap } from 'lit/directives/class-map.js';
import stop from 'lucide-static/icons/ban.svg?raw';
import done from 'lucide-static/icons/circle-check.svg?raw';
import away from 'lucide-static/icons/cloud-off.svg?raw';
import busy from 'lucide-static/icons/loader-circle.svg?raw';
import grab from 'lucide-static/icons/move-horizontal.svg?raw';
import { shownMap } from '../map/contract.ts';
import type { PlanStore } from '../plan/contract.ts';
import { opened } from '../plan/opened.ts';
import type { Conflict } from '../plan/types.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { styles } from '../ui/styles.ts';
import { announced, dictionary, either, figure } from '../ui/words.ts';
import { badge } from './badges.ts';
import { chipStyles } from './chip-styles.ts';
import {
  brush,
  brushSize,
  concerned,
  cross,
  type Drawing,
  drawing,
  grip,
  hint,
  hovered,
  type Pixel,
} from './drawing.ts';
import { type Chip, chipsOf, refusalWords, skippedWords, spoken } from './figures.ts';
import { Hand } from './hand.ts';
import { chosen, here } from './selection.ts';
import { tool } from './tools.ts';
import './wg-actions.ts';
import { showConflict } from './wg-conflict-dialog.ts';

const say = dictionary({
  counts: ['改动后的户数', 'Counts after the change'],
  offline: (count: number) => [
    `连接不上服务。${count > 0 ? `${count}项改动留在本机，恢复后自动发送。` : '恢复后自动继续。'}`,
    `The service cannot be reached. ${count > 0 ? `${count} changes are kept here and sent later.` : ''}`,
  ],
});
/** About as wide as the chips beside the pointer. */
const FLOATING_PX = 320;
/** Screen readers hear counts once the pointer rests. */
const REST_MS = 400;

@customElement('wg-chips')
export class WgChips extends SignalWatcher(LitElement) {
  static override styles = [controls, chipStyles];

  private hand: Hand | null = null;
  private held: unknown[] = [];
  private timer = 0;
  private shown: Conflict | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.updateEffect(() => this.reach());
    this.updateEffect(() => this.mark());
    this.updateEffect(() => this.speak());
    this.updateEffect(() => this.clash());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.hand?.end();
    this.hand = null;
    this.held = [];
  }

  override render(): TemplateResult {
    const store = opened.get();
    const drawn = drawing.get();
    return html`
      <div class="docked">
        ${store && !store.online.get() ? offline(store) : nothing}
        <wg-actions></wg-actions>
        ${store && drawn ? chips(store, drawn, 'all') : waits(store)}
      </div>
      ${store && drawn?.at ? floating(store, drawn, drawn.at) : nothing}
      ${this.pointers()}
    `;
  }

  private pointers(): TemplateResult {
    const [held, round, aim] = [grip.get(), brush.get(), cross.get()];
    const size = `${2 * brushSize.get()}px`;
    return html`
      ${
        held
          ? html`<div class=${classMap({ grip: true, held: held.held })} style=${styles(placed(held))}>
              ${icon(grab, 16)}
            </div>`
          : nothing
      }
      ${
        round
          ? html`<div class="brush" style=${styles({ ...placed(round), width: size, height: size })}></div>`
          : nothing
      }
      ${aim ? html`<div class="cross" style=${styles(placed(aim))}></div>` : nothing}
    `;
  }

  /** Keep the hand over the map that is shown, with the tool that was chosen. */
  private reach(): void {
    const [map, store, name] = [shownMap.get(), opened.get(), tool.get()];
    const editable = store?.editable.get() ?? false;
    if (this.held[0] !== map || this.held[1] !== store) {
      this.hand?.end();
      this.held = [map, store];
      this.hand = map && store ? new Hand(map, store) : null;
    }
    void this.hand?.hold(editable ? name : 'select');
    this.hand?.describe();
  }

  /** Outline and mark what is chosen. */
  private mark(): void {
    const map = shownMap.get();
    const { grids, atoms } = chosen();
    const at = here.get();
    map?.outline([...grids, ...concerned.get()], hovered.get());
    map?.mark('selected', at === null || grids.length > 0 ? atoms : [...atoms, at]);
  }

  /** Ask once what is to become of an edit that came too late. */
  private clash(): void {
    const store = opened.get();
    const conflict = store?.conflict.get() ?? null;
    if (store && conflict && conflict !== this.shown) {
      showConflict(store, conflict);
    }
    this.shown = conflict;
  }

  private speak(): void {
    const [drawn, store] = [drawing.get(), opened.get()];
    clearTimeout(this.timer);
    if (drawn && store) {
      const text = spoken(drawn.preview, store.grids.get(), store.rules.get());
      this.timer = window.setTimeout(() => announced.set(text), REST_MS);
    }
  }
}

function waits(store: PlanStore | null): TemplateResult | typeof nothing {
  const text = hint.get();
  return store && text ? html`<p class="hint pill">${either(text)}</p>` : nothing;
}

function offline(store: PlanStore): TemplateResult {
  return html`<p class="pill offline" role="status">
    ${icon(away, 16)}${say.offline(store.pending.get().length)}
  </p>`;
}

function chips(store: PlanStore, drawn: Drawing, which: 'all' | 'short'): TemplateResult {
  const grids = store.grids.get();
  const { preview, phase, skipped } = drawn;
  const refused = skipped
    ? skippedWords(skipped, grids)
    : preview.refused && refusalWords(preview.refused, grids);
  const told = chipsOf(preview.changes, grids, store.rules.get());
  const mark = { sending: busy, done, drawing: null }[phase];
  return html`<div class="chips ${phase} ${which}" role="group" aria-label=${say.counts()}>
    ${mark ? html`<span class="phase">${icon(mark, 18)}</span>` : nothing}
    ${told.map((chip) => one(chip, which))}
    ${refused ? html`<span class="refused">${icon(stop, 16)}${refused}</span>` : nothing}
  </div>`;
}

function one(chip: Chip, which: 'all' | 'short'): TemplateResult {
  return html`<span class="chip" title=${chip.title}>
    <span class="code">${chip.label}</span>
    <span class="count">${figure(chip.before)}<i>→</i><b>${figure(chip.after)}</b></span>
    ${badge(chip.standing, which === 'short')}
  </span>`;
}

/** Beside the pointer, on the side where there is room. */
function floating(store: PlanStore, drawn: Drawing, at: Pixel): TemplateResult {
  const canvas = shownMap.get()?.map.getCanvas();
  const left = at.x > Math.max((canvas?.clientWidth ?? 0) - FLOATING_PX, FLOATING_PX);
  const over = at.y > (canvas?.clientHeight ?? 0) - 140;
  return html`<div class=${classMap({ floating: true, left, over })} style=${styles(placed(at))}>
    ${chips(store, drawn, 'short')}
  </div>`;
}

function placed({ x, y }: Pixel): { left: string; top: string } {
  return { left: `${x}px`, top: `${y}px` };
}
