/** How the last audit of the plan came out, and a new one. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api, asProblem, type Problem, type Schemas, told } from '../api/client.ts';
import { finished, watch } from '../api/jobs.ts';
import { holds } from '../api/session.ts';
import { notePlan } from '../app/route.ts';
import type { PlanStore } from '../plan/contract.ts';
import { opened } from '../plan/opened.ts';
import { figure, moment } from '../ui/words.ts';
import { counted } from './life.ts';
import { styles } from './plan-styles.ts';
import { say } from './plan-words.ts';

@customElement('wg-plan-audit')
export class WgPlanAudit extends SignalWatcher(LitElement) {
  static override styles = styles;

  @state() private audit: Schemas['Audit'] | null = null;
  @state() private known = false;
  @state() private busy = false;
  @state() private problem: Problem | null = null;
  private asked = '';

  override render(): TemplateResult | typeof nothing {
    const store = opened.get();
    if (!store) {
      return nothing;
    }
    const { audit, busy } = this;
    const may = holds(store.plan.get().jurisdiction, 'planner', 'auditor', 'publisher');
    const empty = this.known ? say.unaudited() : say.reading();
    const link = html`<button @click=${() => notePlan({ panel: 'findings' })}>${say.open()}</button>`;
    const now = html`<button
      ?disabled=${busy}
      aria-busy=${String(busy)}
      @click=${() => this.judge(store)}
    >
      ${busy ? say.auditing() : audit ? say.auditAgain() : say.auditNow()}
    </button>`;
    return html`<section>
      <h3>${say.audit()}</h3>
      ${audit ? outcome(audit, audit.plan_version === store.version.get()) : html`<p class="hint">${empty}</p>`}
      ${this.problem ? html`<p class="error" role="alert">${this.problem.told}</p>` : nothing}
      <div class="actions">${may ? now : nothing}${audit ? link : nothing}</div>
    </section>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const store = opened.get();
    const asked = store ? `${store.id}/${store.version.get()}/${store.plan.get().state}` : '';
    if (store && asked !== this.asked) {
      this.asked = asked;
      void this.act(() => this.read(store));
    }
  }

  /** Audit the plan as it is, and show how it came out. */
  async judge(store: PlanStore): Promise<void> {
    this.busy = true;
    await this.act(async () => {
      const params = { path: { plan: store.id } };
      const answer = await told(api.POST('/api/v1/plans/{plan}/audit', { params }));
      if (!('plan_version' in answer)) {
        watch(answer);
        await finished(answer.id);
      }
      await this.read(store);
    });
    this.busy = false;
  }

  private async read(store: PlanStore): Promise<void> {
    const params = { path: { plan: store.id }, query: { limit: 1 } };
    const [audit] = await told(api.GET('/api/v1/plans/{plan}/audits', { params }));
    this.audit = audit ?? null;
    this.known = true;
  }

  private async act(ask: () => Promise<void>): Promise<void> {
    this.problem = null;
    try {
      await ask();
    } catch (error) {
      this.problem = asProblem(error);
    }
  }
}

function outcome(audit: Schemas['Audit'], current: boolean): TemplateResult {
  const { errors, warnings, notes } = counted(audit.report);
  return html`<p class="badges figures">
      <span class="badge ${errors ? 'danger' : 'good'}">${say.errors(figure(errors))}</span>
      <span class="badge ${warnings ? 'notice' : ''}">${say.warnings(figure(warnings))}</span>
      <span class="badge">${say.notes(figure(notes))}</span>
    </p>
    <p class="hint">
      ${say.auditedBy(audit.created_by, moment(audit.created_at), audit.plan_version)}
      ${current ? nothing : html`<br />${say.outdated()}`}
    </p>
    ${errors > 0 ? html`<p class="note danger">${say.blocked()}</p>` : nothing}`;
}
