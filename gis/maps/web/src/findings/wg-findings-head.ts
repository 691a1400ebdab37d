/** Above the queue of findings: the audit, the trays, what is shown, and mending all at once. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import wand from 'lucide-static/icons/wand-sparkles.svg?raw';
import { holds } from '../api/session.ts';
import { go, planRoute, route } from '../app/route.ts';
import type { PlanStore } from '../plan/contract.ts';
import { opened } from '../plan/opened.ts';
import { icon } from '../ui/icon.ts';
import { toast, toastProblem } from '../ui/toast.ts';
import { figure, moment } from '../ui/words.ts';
import { audit, auditing, board, counts, filter, findings, type State, stale } from './board.ts';
import { fixAll, fixingOf } from './fixing.ts';
import { styles } from './head-styles.ts';
import { progress } from './progress.ts';
import { communityOf, type Filter, TRAYS } from './queue.ts';
import { ruleName } from './rules.ts';
import { say } from './words.ts';

/** Tells `sifted` when other findings are to be shown. */
@customElement('wg-findings-head')
export class WgFindingsHead extends SignalWatcher(LitElement) {
  static override styles = styles;

  override render(): TemplateResult | typeof nothing {
    const store = opened.get();
    if (!store) {
      return nothing;
    }
    const now = board.get();
    return html`
      ${standing(store, now)}
      ${now.problem ? html`<p class="error" role="alert">${now.problem.told}</p>` : nothing}
      ${now.judged ? this.sieve(store) : nothing}
    `;
  }

  private sieve(store: PlanStore): TemplateResult {
    const now = filter.get();
    const sums = counts.get();
    return html`
      <div class="trays" role="group" aria-label=${say.trays()}>
        ${TRAYS.map(
          (tray) => html`<button
            aria-pressed=${String(tray === now.tray)}
            @click=${() => this.sift({ tray })}
          >
            <strong>${figure(sums[tray])}</strong>${say[tray]()}
          </button>`,
        )}
      </div>
      ${this.filters(store)} ${this.all(store)}
    `;
  }

  private filters(store: PlanStore): TemplateResult {
    const now = filter.get();
    const all = findings.get();
    const rules = [...new Set(all.map((one) => one.rule))].sort();
    const codes = new Set(all.map(communityOf));
    const places = store.communities.get().filter((one) => codes.has(one.code));
    return html`<div class="filters">
      <select
        aria-label=${say.rule()}
        @change=${(event: Event) => this.sift({ rule: (event.target as HTMLSelectElement).value })}
      >
        <option value="">${say.rules()}</option>
        ${rules.map((one) => html`<option value=${one} ?selected=${one === now.rule}>${ruleName(one)}</option>`)}
      </select>
      <select
        aria-label=${say.community()}
        @change=${(event: Event) => this.sift({ community: (event.target as HTMLSelectElement).value })}
      >
        <option value="">${say.everywhere()}</option>
        ${places.map(
          (one) =>
            html`<option value=${one.code} ?selected=${one.code === now.community}>${one.name}</option>`,
        )}
      </select>
    </div>`;
  }

  private all(store: PlanStore): TemplateResult | typeof nothing {
    const job = fixingOf(store.id);
    if (job) {
      return progress(say.fixing(), job.id);
    }
    return counts.get().open > 0 && holds(store.plan.get().jurisdiction, 'planner')
      ? html`<button title=${say.fixAllTitle()} @click=${() => this.fixAll(store)}>
          ${icon(wand, 16)}${say.fixAll()}
        </button>`
      : nothing;
  }

  private sift(change: Partial<Filter>): void {
    filter.set({ ...filter.get(), ...change });
    this.dispatchEvent(new Event('sifted'));
  }

  private async fixAll(store: PlanStore): Promise<void> {
    try {
      const fixed = await fixAll(store.id);
      const now = route.get();
      if (!fixed) {
        toast(say.notFixed(), { tone: 'notice' });
      } else if (now.page === 'plan' && now.plan === store.id) {
        toast(say.fixed(fixed.applied, fixed.remaining));
        go(planRoute(fixed.plan, { panel: 'compare', other: store.id }));
      }
    } catch (error) {
      toastProblem(error);
    }
  }
}

/** Which version was audited, and the way to a new audit. */
function standing(store: PlanStore, { judged, reading }: State): TemplateResult {
  const running = auditing.get();
  const old = stale.get() && running === null;
  const since = store.version.get() - (judged?.audit.plan_version ?? 0);
  return html`<div class="row">
      <span class="hint figures">${auditTold({ judged, reading })}</span>
      <button
        class=${old || (!judged && !reading) ? 'primary' : ''}
        ?disabled=${running !== null || reading}
        @click=${() => audit(store.id)}
      >
        ${judged ? say.again() : say.audit()}
      </button>
    </div>
    ${running ? progress(say.auditing(), running === 'asked' ? null : running.id) : nothing}
    ${old ? html`<p class="stale" role="status">${say.stale(since)}</p>` : nothing}`;
}

function auditTold({ judged, reading }: Pick<State, 'judged' | 'reading'>): string {
  return judged
    ? say.audited(judged.audit.plan_version, moment(judged.audit.created_at))
    : reading
      ? say.reading()
      : say.never();
}
