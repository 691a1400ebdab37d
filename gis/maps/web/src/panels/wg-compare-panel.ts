/** The plan beside another one of its dataset: what moved, where, and both maps at once. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api, asProblem, type Problem, type Schemas, told } from '../api/client.ts';
import { notePlan, route } from '../app/route.ts';
import { type PlanMap, shownMap } from '../map/contract.ts';
import type { PlanStore } from '../plan/contract.ts';
import { opened } from '../plan/opened.ts';
import { figure } from '../ui/words.ts';
import { count, flow, recoded, say } from './compare-rows.ts';
import { styles } from './compare-styles.ts';
import { type Difference, ground } from './flows.ts';
import { WgSwipe } from './swipe.ts';

const OVERLAY = 'compare';
/** Rows that are shown at first. */
const ROWS = 100;

@customElement('wg-compare-panel')
export class WgComparePanel extends SignalWatcher(LitElement) {
  static override styles = styles;

  @state() private plans: readonly Schemas['Plan'][] | null = null;
  @state() private found: Difference | null = null;
  @state() private problem: Problem | null = null;
  @state() private painted = true;
  @state() private swiping = false;
  @state() private rows = ROWS;
  private asked = '';
  private swipe: WgSwipe | null = null;
  /** What lies over which map. */
  private drawnOn: PlanMap | null = null;
  private drawn: Difference | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    shownMap.get()?.overlay(OVERLAY, null);
    this.swipe?.remove();
    this.swipe = null;
    this.asked = '';
    this.drawnOn = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const store = opened.get();
    const asked = store ? `${store.id}/${store.version.get()}/${this.wanted}` : '';
    if (store && asked !== this.asked) {
      this.asked = asked;
      void this.compare(store);
    }
  }

  override render(): TemplateResult {
    const store = opened.get();
    if (!store) {
      return html`<p class="empty">${say.opening()}</p>`;
    }
    const other = this.other;
    return html`
      <div class="top">
        ${this.plans?.length === 0 ? html`<p class="empty">${say.none()}</p>` : this.choice(other)}
        ${other ? nothing : html`<p class="hint">${say.hint()}</p>`}
        ${other && this.found ? this.summary(store, other, this.found) : nothing}
      </div>
      ${this.content(other)}
    `;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const store = opened.get();
    if (store) {
      this.paint(store);
    }
  }

  private get wanted(): number | null {
    const now = route.get();
    return now.page === 'plan' ? now.other : null;
  }

  /** The other plan, once it is known. */
  private get other(): Schemas['Plan'] | null {
    return this.plans?.find((one) => one.id === this.wanted) ?? null;
  }

  private choice(other: Schemas['Plan'] | null): TemplateResult {
    return html`<label>
      ${say.with()}
      <select
        @change=${(event: Event) => notePlan({ other: Number((event.target as HTMLSelectElement).value) || null })}
      >
        <option value="">${say.choose()}</option>
        ${this.plans?.map(
          (one) => html`<option value=${one.id} ?selected=${one.id === other?.id}>
            ${one.id} · ${one.name}
          </option>`,
        )}
      </select>
    </label>`;
  }

  private summary(store: PlanStore, other: Schemas['Plan'], found: Difference): TemplateResult {
    const check = (on: boolean, words: string, turn: (on: boolean) => void) =>
      html`<label class="inline">
        <input
          type="checkbox"
          .checked=${on}
          @change=${(event: Event) => turn((event.target as HTMLInputElement).checked)}
        />${words}
      </label>`;
    return html`
      <p class="hint">${say.from(other.name, store.plan.get().name)}</p>
      <dl class="figures">
        <div><dt>${say.households()}</dt><dd>${count(found.households)}</dd></div>
        <div><dt>${say.buildings()}</dt><dd>${figure(found.buildings)}</dd></div>
        <div><dt>${say.recoded()}</dt><dd>${figure(found.recoded.length)}</dd></div>
      </dl>
      <div class="choices" role="group" aria-label=${say.map()}>
        <span class="hint">${say.map()}</span>
        ${check(this.painted, say.difference(), (on) => {
          this.painted = on;
        })}
        ${check(this.swiping, say.swipe(), (on) => {
          this.swiping = on;
        })}
      </div>
    `;
  }

  private content(other: Schemas['Plan'] | null): TemplateResult | typeof nothing {
    const { found, problem } = this;
    if (problem) {
      return html`<p class="error" role="alert">${problem.told}</p>
        <p class="more"><button @click=${() => {
          this.asked = '';
          this.requestUpdate();
        }}>${say.again()}</button></p>`;
    }
    if (!other) {
      return nothing;
    }
    if (!found) {
      return html`<p class="empty" role="status">${say.reading()}</p>`;
    }
    if (found.moved.length + found.recoded.length === 0) {
      return html`<p class="empty">${say.same()}</p>`;
    }
    return html`${this.flows(found)} ${recoded(found)}`;
  }

  private flows(found: Difference): TemplateResult {
    const left = found.moved.length - this.rows;
    return html`<table>
        <thead>
          <tr>
            <th>${say.before()} → ${say.after()}</th>
            <th class="number">${say.hh()}</th>
            <th class="number">${say.bld()}</th>
          </tr>
        </thead>
        <tbody>
          ${found.moved.slice(0, this.rows).map((one) => flow(found, one))}
        </tbody>
      </table>
      ${
        left > 0
          ? html`<p class="more"><button @click=${() => {
              this.rows += ROWS;
            }}>${say.more(figure(Math.min(left, ROWS)))}</button></p>`
          : nothing
      }`;
  }

  private async compare(store: PlanStore): Promise<void> {
    const { asked, wanted } = this;
    this.problem = null;
    this.found = null;
    this.rows = ROWS;
    try {
      this.plans ??= await others(store);
      if (!wanted || !this.plans.some((one) => one.id === wanted)) {
        return;
      }
      const params = { path: { plan: wanted, other: store.id } };
      const found = await told(api.GET('/api/v1/plans/{plan}/diff/{other}', { params }));
      if (asked === this.asked) {
        this.found = found;
      }
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  private paint(store: PlanStore): void {
    const town = shownMap.get();
    const { found, other } = this;
    const drawn = found && this.painted ? found : null;
    if (town !== this.drawnOn || drawn !== this.drawn) {
      [this.drawnOn, this.drawn] = [town, drawn];
      town?.overlay(OVERLAY, drawn && ground(drawn));
    }
    if (!town || !other || !this.swiping) {
      this.swipe?.remove();
      this.swipe = null;
      return;
    }
    const [left, right] = [this.swipe?.left, this.swipe?.right];
    const plan = store.plan.get();
    this.swipe ??= town.map.getContainer().appendChild(new WgSwipe());
    this.swipe.map = town.map;
    if (left?.plan !== other.id || left.version !== other.version) {
      this.swipe.left = { plan: other.id, version: other.version, name: other.name };
    }
    if (right?.name !== plan.name) {
      this.swipe.right = { plan: plan.id, version: plan.version, name: plan.name };
    }
  }
}

/** Other plans of the dataset, newest first.
 *
 * @throws Problem
 */
async function others(store: PlanStore): Promise<Schemas['Plan'][]> {
  const { dataset } = store.plan.get();
  const found: Schemas['Plan'][] = [];
  for (let after: number | undefined; ; ) {
    const query = { limit: 200, ...(after ? { after } : {}) };
    const page = await told(api.GET('/api/v1/plans', { params: { query } }));
    found.push(...page.items.filter((one) => one.dataset === dataset && one.id !== store.id));
    const last = page.items.at(-1)?.id;
    if (!page.next || last === undefined) {
      return found;
    }
    after = last;
  }
}
