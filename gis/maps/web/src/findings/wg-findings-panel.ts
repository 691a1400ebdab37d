/** The queue of findings: one after another, mended, put off or accepted. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import clean from 'lucide-static/icons/circle-check.svg?raw';
import { api, told } from '../api/client.ts';
import { holds } from '../api/session.ts';
import { notePlan } from '../app/route.ts';
import { shownMap } from '../map/contract.ts';
import { flyTo } from '../panels/fly.ts';
import type { PlanStore } from '../plan/contract.ts';
import { opened } from '../plan/opened.ts';
import { present } from '../ui/dialogs.ts';
import { icon } from '../ui/icon.ts';
import { toast, toastProblem } from '../ui/toast.ts';
import { announced, either, figure } from '../ui/words.ts';
import {
  board,
  clear,
  counts,
  current,
  draw,
  filter,
  listed,
  mended,
  read,
  reread,
} from './board.ts';
import { type Acts, isOpen, row } from './finding-row.ts';
import { styles } from './findings-styles.ts';
import { letterOf } from './keys.ts';
import { putOff } from './later.ts';
import { boxOf, type Finding, following, gridsOf, step } from './queue.ts';
import { ask, dismiss, type Subject } from './remedy.ts';
import { ruleName } from './rules.ts';
import './wg-exception-dialog.ts';
import './wg-findings-head.ts';
import { say } from './words.ts';

/** Rows drawn at first, and more each time they are asked for. */
const ROWS = 200;

@customElement('wg-findings-panel')
export class WgFindingsPanel extends SignalWatcher(LitElement) {
  static override styles = styles;

  @state() private rows = ROWS;
  private drawn: unknown[] = [];
  private readonly keyed = (event: KeyboardEvent) => this.key(event);

  override connectedCallback(): void {
    super.connectedCallback();
    const store = opened.get();
    if (store) {
      // Somebody else may have audited it meanwhile.
      void read(store.id, true);
    }
    addEventListener('keydown', this.keyed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('keydown', this.keyed);
    clear();
    dismiss();
  }

  override render(): TemplateResult {
    const store = opened.get();
    if (!store) {
      return html`<p class="empty">${say.opening()}</p>`;
    }
    return html`
      <wg-findings-head @sifted=${() => this.sifted()}></wg-findings-head>
      <div class="scroll">${this.body(store)}</div>
      ${footer(store)}
    `;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const store = opened.get();
    if (store) {
      void read(store.id);
    }
    const now = [listed.get(), this.chosen(), shownMap.get()];
    if (now.some((one, at) => one !== this.drawn[at])) {
      this.drawn = now;
      draw(listed.get(), this.chosen());
    }
  }

  private chosen(): Finding | null {
    return listed.get().find((one) => one.id === current.get()) ?? null;
  }

  // ---------------------------------------------------------------- what is shown

  private body(store: PlanStore): TemplateResult {
    const { judged, reading } = board.get();
    const all = listed.get();
    if (!judged) {
      return reading ? html`` : html`<p class="empty">${say.what()}</p>`;
    }
    if (all.length === 0) {
      return filter.get().tray === 'open' && counts.get().open === 0
        ? html`<div class="clean">
            ${icon(clean, 32)}<h3>${say.clean()}</h3>
            <p class="hint">${counts.get().later > 0 ? nothing : say.cleanMore()}</p>
          </div>`
        : html`<p class="empty">${say.none()}</p>`;
    }
    const rest = all.length - this.rows;
    return html`<ol>
        ${repeat(
          all.slice(0, this.rows),
          (one) => one.id,
          (one) => row(one, this.act(store)),
        )}
      </ol>
      ${
        rest > 0
          ? html`<p class="end"><button @click=${() => this.more()}>
              ${say.more(figure(Math.min(rest, ROWS)))}
            </button></p>`
          : nothing
      }
      ${judged.cut ? html`<p class="end hint">${say.cut()}</p>` : nothing}`;
  }

  // ---------------------------------------------------------------- what is done

  private act(store: PlanStore): Acts {
    return {
      show: (one) => this.show(store, one),
      fix: store.editable.get() ? (one) => this.fix(store, one) : null,
      put: (one) => this.put(store, one),
      except: isAuditor(store) ? (one) => this.except(store, one) : null,
      end: isAuditor(store) ? (exception) => this.end(store, exception) : null,
      applied: (one, subject) => this.applied(store, one, subject),
    };
  }

  private sifted(): void {
    this.rows = ROWS;
    current.set(null);
    dismiss();
  }

  private more(): void {
    this.rows += ROWS;
  }

  private show(store: PlanStore, one: Finding | null): void {
    dismiss();
    current.set(one?.id ?? null);
    if (!one) {
      return;
    }
    const all = listed.get();
    const at = all.indexOf(one);
    this.rows = Math.max(this.rows, at + 1);
    announced.set(
      `${say.place(figure(at + 1), figure(all.length))}. ${ruleName(one.rule)}. ${either(one)}`,
    );
    // What is chosen would hide the map behind its description.
    notePlan({ grids: [], atoms: [] });
    const box = boxOf(one);
    if (box) {
      shownMap.get()?.fit(box);
    } else {
      const ids = new Map([...store.grids.get().values()].map((grid) => [grid.code, grid.id]));
      flyTo(store.id, gridsOf(one, ids)).catch(toastProblem);
    }
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector(`#f-${one.id}`)?.scrollIntoView({ block: 'nearest' }),
    );
  }

  private fix(store: PlanStore, one: Finding): void {
    const number = board.get().judged?.audit.id;
    if (number !== undefined && store.editable.get()) {
      void ask(store, { audit: number, finding: one.id });
    }
  }

  private put(store: PlanStore, one: Finding): void {
    const next = following(listed.get(), one.id);
    putOff(store.id, one.id, filter.get().tray !== 'later');
    this.show(store, next);
  }

  private except(store: PlanStore, one: Finding): void {
    const dialog = document.createElement('wg-exception-dialog');
    Object.assign(dialog, { plan: store.id, finding: one });
    const next = following(listed.get(), one.id);
    dialog.addEventListener('accepted', () => {
      this.show(store, next);
      reread(store.id).catch(toastProblem);
    });
    present(dialog);
  }

  private async end(store: PlanStore, exception: number): Promise<void> {
    try {
      const params = { path: { exception } };
      await told(api.DELETE('/api/v1/exceptions/{exception}', { params }));
      await reread(store.id);
      toast(say.ended());
    } catch (error) {
      toastProblem(error);
    }
  }

  private applied(store: PlanStore, one: Finding, subject: Subject): void {
    const next = following(listed.get(), one.id);
    if ('finding' in subject) {
      mended.set(new Set(mended.get()).add(subject.finding));
    }
    this.show(store, next);
  }

  private key(event: KeyboardEvent): void {
    const store = opened.get();
    const letter = store ? letterOf(event) : null;
    if (!store || letter === null) {
      return;
    }
    const one = this.chosen();
    const open = one !== null && isOpen(one);
    if (letter === 'J' || letter === 'K') {
      this.show(store, step(listed.get(), current.get(), letter === 'J' ? 1 : -1));
    } else if (letter === 'F' && one && !one.accepted) {
      this.fix(store, one);
    } else if (letter === 'T' && open) {
      this.put(store, one);
    } else if (letter === 'X' && open && isAuditor(store)) {
      this.except(store, one);
    } else {
      return;
    }
    event.preventDefault();
  }
}

function isAuditor(store: PlanStore): boolean {
  return holds(store.plan.get().jurisdiction, 'auditor');
}

function footer(store: PlanStore): TemplateResult | typeof nothing {
  return listed.get().length > 0
    ? html`<footer>
        <span><kbd>J</kbd> <kbd>K</kbd> ${say.next()}</span>
        ${store.editable.get() ? html`<span><kbd>F</kbd> ${say.fix()}</span>` : nothing}
        <span><kbd>T</kbd> ${say.putOff()}</span>
      </footer>`
    : nothing;
}
