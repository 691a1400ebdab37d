/** Who did what to the plan, latest first; undo, redo, and the way back to any version. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import redo from 'lucide-static/icons/redo-2.svg?raw';
import restore from 'lucide-static/icons/rotate-ccw.svg?raw';
import undo from 'lucide-static/icons/undo-2.svg?raw';
import { asProblem, type Problem } from '../api/client.ts';
import { notePlan, route } from '../app/route.ts';
import type { PlanStore } from '../plan/contract.ts';
import { opened } from '../plan/opened.ts';
import type { Operation } from '../plan/types.ts';
import { icon } from '../ui/icon.ts';
import { toast, toastProblem } from '../ui/toast.ts';
import { ask } from '../ui/wg-question-dialog.ts';
import { announced, dictionary, locale } from '../ui/words.ts';
import { flyTo } from './fly.ts';
import { styles } from './history-styles.ts';
import { byDay, gapped, joined, ofGrid, PAGE, page } from './log.ts';
import { grids, type Names, sentence, undone } from './told.ts';

const say = dictionary({
  opening: ['正在打开方案……', 'Opening the plan ...'],
  undo: ['撤销', 'Undo'],
  redo: ['重做', 'Redo'],
  steps: ['撤销与重做只涉及您自己的操作。', 'Undo and redo are about your own steps.'],
  mine: ['只看所选网格', 'Only the chosen grid'],
  reading: ['正在读取……', 'Reading ...'],
  nothing: ['还没有操作。', 'Nothing was done yet.'],
  nothingHere: ['所选网格没有改动过。', 'The chosen grid was never changed.'],
  again: ['重试', 'Try again'],
  taken: ['已撤销', 'undone'],
  version: (version: number) => [`版本 ${version}`, `version ${version}`],
  now: ['当前', 'now'],
  back: (version: number) => [`恢复到版本 ${version}`, `Restore version ${version}`],
  sure: (version: number, steps: number) => [
    `把方案恢复到版本 ${version}？之后的 ${steps} 步操作会一并抵消。它们仍留在历史中，恢复本身也可以撤销。`,
    `Bring the plan back to version ${version}? The ${steps} steps since then are taken back together. They stay in the history, and this can be undone as well.`,
  ],
  restore: ['恢复', 'Restore'],
  restored: (version: number) => [`已恢复到版本 ${version}。`, `Version ${version} was restored.`],
  undid: ['已撤销。', 'Undone.'],
  redid: ['已重做。', 'Done again.'],
});

@customElement('wg-history-panel')
export class WgHistoryPanel extends SignalWatcher(LitElement) {
  static override styles = styles;

  @state() private log: readonly Operation[] = [];
  @state() private whole = false;
  @state() private problem: Problem | null = null;
  @state() private busy = false;

  /** What the log was read for: plan, grid and version. */
  private readFor = '';
  private reading = 0;
  private readonly end = new IntersectionObserver((entries) => {
    if (entries.some((one) => one.isIntersecting)) {
      void this.readOn();
    }
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.end.disconnect();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const store = opened.get();
    if (store) {
      const key = `${store.id}/${this.grid}/${store.version.get()}`;
      if (key !== this.readFor) {
        const same = this.readFor.startsWith(`${store.id}/${this.grid}/`);
        this.readFor = key;
        void this.readLatest(store, same);
      }
    }
  }

  override render(): TemplateResult {
    const store = opened.get();
    if (!store) {
      return html`<p class="empty">${say.opening()}</p>`;
    }
    const names: Names = {
      grids: store.grids.get(),
      communities: new Map(store.communities.get().map((one) => [one.code, one.name])),
      operations: new Map(this.log.map((one) => [one.version, one])),
    };
    const taken = undone(this.log);
    return html`
      ${this.head(store, names)}
      ${byDay(this.log).map(
        ([day, operations]) => html`
          <h3>${new Intl.DateTimeFormat(locale.get(), { dateStyle: 'full' }).format(new Date(day))}</h3>
          <ol>
            ${repeat(
              operations,
              (one) => one.version,
              (one) => this.line(store, one, names, taken.has(one.version)),
            )}
          </ol>
        `,
      )}
      ${this.foot()}
    `;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.end.disconnect();
    const last = this.renderRoot.querySelector('.end');
    if (last) {
      this.end.observe(last);
    }
  }

  /** The grid it is about; null: all of the plan. */
  private get grid(): number | null {
    const now = route.get();
    return now.page === 'plan' && ofGrid.get() ? (now.grids.at(-1) ?? null) : null;
  }

  private head(store: PlanStore, names: Names): TemplateResult {
    const steps = store.steps.get();
    const now = route.get();
    const chosen = now.page === 'plan' ? now.grids : [];
    const step = (kind: 'undo' | 'redo', drawing: string) => {
      const next = steps[kind];
      const known = next && names.operations.get(next.version);
      const title = known ? `${say[kind]()}: ${sentence(known, names)}` : say[kind]();
      return html`<button
        title=${title}
        ?disabled=${!next || this.busy || !store.editable.get()}
        @click=${() => this.step(store, kind)}
      >
        ${icon(drawing, 16)}${say[kind]()}
      </button>`;
    };
    return html`<header class="head">
      <div class="steps">
        ${step('undo', undo)}${step('redo', redo)}
        <label class="inline" ?hidden=${chosen.length === 0}>
          <input
            type="checkbox"
            .checked=${this.grid !== null}
            @change=${() => ofGrid.set(this.grid === null)}
          />${say.mine()}
        </label>
      </div>
      ${store.editable.get() ? html`<p class="hint">${say.steps()}</p>` : nothing}
    </header>`;
  }

  private line(store: PlanStore, one: Operation, names: Names, taken: boolean): TemplateResult {
    const current = one.version === store.version.get();
    const time = new Intl.DateTimeFormat(locale.get(), { timeStyle: 'short' });
    const touched = grids(one).filter((id) => store.grids.get().has(id));
    return html`<li class=${taken ? 'taken' : ''}>
      <button class="plain what" ?disabled=${touched.length === 0} @click=${() => this.show(store, touched)}>
        <span class="told">${sentence(one, names)}</span>
        <span class="by hint figures">
          ${time.format(new Date(one.created_at))} · ${one.actor} · ${say.version(one.version)}
          ${taken ? html`<span class="badge">${icon(undo, 12)}${say.taken()}</span>` : nothing}
          ${current ? html`<span class="badge good">${say.now()}</span>` : nothing}
        </span>
      </button>
      ${
        store.editable.get() && !current
          ? html`<button
              class="plain icon"
              title=${say.back(one.version)}
              aria-label=${say.back(one.version)}
              @click=${() => this.restore(store, one)}
            >
              ${icon(restore, 16)}
            </button>`
          : nothing
      }
    </li>`;
  }

  private foot(): TemplateResult | typeof nothing {
    if (this.problem) {
      return html`<p class="error" role="alert">${this.problem.told}</p>
        <p class="end-of"><button @click=${() => this.readOn()}>${say.again()}</button></p>`;
    }
    if (!this.whole) {
      return html`<p class="end hint" role="status">${say.reading()}</p>`;
    }
    const empty = this.grid === null ? say.nothing() : say.nothingHere();
    return this.log.length === 0 ? html`<p class="empty">${empty}</p>` : nothing;
  }

  private restore(store: PlanStore, { version }: Operation): void {
    const question = {
      title: () => say.back(version),
      text: () => say.sure(version, store.version.get() - version),
      yes: say.restore,
    };
    ask(question, () => {
      void this.act(() => store.edit({ type: 'restore', version }), say.restored(version));
    });
  }

  private step(store: PlanStore, kind: 'undo' | 'redo'): void {
    void this.act(() => store[kind](), kind === 'undo' ? say.undid() : say.redid());
  }

  private async act(ask: () => Promise<unknown>, done: string): Promise<void> {
    this.busy = true;
    try {
      await ask();
      toast(done);
      announced.set(done);
    } catch (error) {
      toastProblem(error);
    } finally {
      this.busy = false;
    }
  }

  private show(store: PlanStore, touched: readonly number[]): void {
    notePlan({ grids: touched, atoms: [] });
    flyTo(store.id, touched).catch(toastProblem);
  }

  /** Read what is new; begin anew where the log is of something else, or too far ahead. */
  private async readLatest(store: PlanStore, same: boolean): Promise<void> {
    if (!same) {
      this.log = [];
      this.whole = false;
    }
    await this.read(async () => {
      const found = await page(store.id, null, this.grid);
      const alone = this.grid === null && gapped(this.log, found);
      return [
        alone ? found : joined(this.log, found),
        found.length < PAGE || (this.whole && !alone),
      ];
    });
  }

  /** Read what came before. */
  private async readOn(): Promise<void> {
    const store = opened.get();
    const before = this.log.at(-1)?.version ?? null;
    if (store && !this.whole && this.reading === 0) {
      await this.read(async () => {
        const found = await page(store.id, before, this.grid);
        return [joined(this.log, found), found.length < PAGE];
      });
    }
  }

  private async read(ask: () => Promise<[Operation[], boolean]>): Promise<void> {
    this.reading += 1;
    const asked = this.readFor;
    try {
      const [log, whole] = await ask();
      if (asked === this.readFor) {
        this.log = log;
        this.whole = whole;
        this.problem = null;
      }
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.reading -= 1;
    }
  }
}
