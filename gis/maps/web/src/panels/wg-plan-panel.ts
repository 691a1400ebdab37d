/** The plan's life: where it is, what comes next and who does it; branches, codes and files. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api, asProblem, Problem, type Schemas, told } from '../api/client.ts';
import { holds, me } from '../api/session.ts';
import { notePlan } from '../app/route.ts';
import type { PlanStore } from '../plan/contract.ts';
import { opened } from '../plan/opened.ts';
import { toast, toastProblem } from '../ui/toast.ts';
import { ask } from '../ui/wg-question-dialog.ts';
import { announced, figure, moment } from '../ui/words.ts';
import { type Possible, possible, rejection, type Step, type Taken } from './life.ts';
import { styles } from './plan-styles.ts';
import { say } from './plan-words.ts';
import './wg-outputs.ts';
import type { WgPlanAudit } from './wg-plan-audit.ts';
import './wg-plan-audit.ts';
import './wg-plan-tools.ts';

const STATES = ['draft', 'submitted', 'published', 'superseded'] as const;

@customElement('wg-plan-panel')
export class WgPlanPanel extends SignalWatcher(LitElement) {
  static override styles = styles;

  @state() private way: readonly Taken[] = [];
  @state() private terms: readonly Schemas['Term'][] = [];
  @state() private busy: Step | null = null;
  @state() private problem: Problem | null = null;
  private asked = '';

  override render(): TemplateResult {
    const store = opened.get();
    if (!store) {
      return html`<p class="empty">${say.opening()}</p>`;
    }
    return html`
      ${this.stages(store)} ${this.next(store)} <wg-plan-audit></wg-plan-audit> ${this.about(store)}
      <section><h3>${say.outputs()}</h3><wg-outputs></wg-outputs></section>
      <wg-plan-tools></wg-plan-tools>
      ${this.past()}
    `;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const store = opened.get();
    const asked = store ? `${store.id}/${store.version.get()}/${store.plan.get().state}` : '';
    if (store && asked !== this.asked) {
      this.asked = asked;
      void this.read(store).catch((error: unknown) => this.failed(error));
    }
  }

  private stages(store: PlanStore): TemplateResult {
    const plan = store.plan.get();
    const at = STATES.indexOf(plan.state);
    return html`<section class="top">
      <h2 title=${plan.name}>${plan.name}</h2>
      <ol class="stages">
        ${STATES.slice(0, plan.state === 'superseded' ? 4 : 3).map(
          (one, index) => html`<li
            class=${index < at ? 'past' : index === at ? 'now' : ''}
            aria-current=${index === at ? 'step' : nothing}
          >
            ${say[one]()}
          </li>`,
        )}
      </ol>
      <p>${say[`${plan.state}Next`]()}</p>
    </section>`;
  }

  private next(store: PlanStore): TemplateResult {
    const plan = store.plan.get();
    const caller = {
      user: me.get()?.user ?? '',
      plans: holds(plan.jurisdiction, 'planner'),
      publishes: holds(plan.jurisdiction, 'publisher'),
    };
    const steps = possible(plan, caller);
    const rejected = plan.state === 'draft' ? rejection(this.way) : null;
    const own = plan.state === 'submitted' && plan.submitted_by === caller.user;
    const waiting = plan.state === 'submitted' && !caller.publishes;
    return html`<section class="next">
      ${
        rejected
          ? html`<p class="note danger">
              <strong>${say.rejected(rejected.actor, moment(rejected.at))}</strong><br />${rejected.reason}
            </p>`
          : nothing
      }
      <div class="actions">${steps.map((one, index) => this.button(store, one, index === 0))}</div>
      ${plan.state === 'draft' && caller.plans ? html`<p class="hint">${say.second()}</p>` : nothing}
      ${own || waiting ? html`<p class="note">${own ? say.own() : say.waiting()}</p>` : nothing}
      ${this.refusal()}
    </section>`;
  }

  private button(store: PlanStore, { step, own }: Possible, first: boolean): TemplateResult {
    const kind = step === 'reject' ? 'danger' : first ? 'primary' : '';
    return html`<button
      class=${kind}
      ?disabled=${own || this.busy !== null}
      aria-busy=${String(this.busy === step)}
      @click=${() => this.choose(store, step)}
    >
      ${say[step]()}
    </button>`;
  }

  private refusal(): TemplateResult | typeof nothing {
    const { problem } = this;
    if (!problem) {
      return nothing;
    }
    return html`<div class="error" role="alert">
      <p>${problem.told}</p>
      ${
        problem.kind === 'findings'
          ? html`<button @click=${() => notePlan({ panel: 'findings' })}>${say.open()}</button>`
          : nothing
      }
    </div>`;
  }

  private about(store: PlanStore): TemplateResult {
    const plan = store.plan.get();
    const { band, microBand, by } = store.rules.get();
    const unit = by === 'households' ? say.households() : say.residents();
    const micro = microBand ? `${microBand.lower}–${microBand.upper} ${unit}` : '—';
    return html`<section>
      <h3>${say.about()}</h3>
      <dl class="figures">
        <dt>${say.number()}</dt><dd>${plan.id} · ${say.version(store.version.get())}</dd>
        <dt>${say.dataset()}</dt><dd>${plan.dataset_name}</dd>
        <dt>${say.band()}</dt><dd>${band.lower}–${band.upper} ${unit}</dd>
        <dt>${say.microBand()}</dt><dd>${micro}</dd>
        <dt>${say.created()}</dt><dd>${plan.created_by} · ${moment(plan.created_at)}</dd>
        ${plan.parent ? html`<dt>${say.parent()}</dt><dd>${say.from(plan.parent, plan.parent_version ?? 0)}</dd>` : nothing}
      </dl>
    </section>`;
  }

  private past(): TemplateResult | typeof nothing {
    const spans = new Map<string, Schemas['Term'][]>();
    for (const one of this.terms) {
      const key = `${one.valid_from}/${one.valid_to}`;
      spans.set(key, [...(spans.get(key) ?? []), one]);
    }
    if (this.way.length + spans.size === 0) {
      return nothing;
    }
    return html`<section>
      <h3>${say.way()}</h3>
      <ul class="way">
        ${this.way.map(
          (one) => html`<li>
            <span>${say[`${one.step}Done`](one.actor)}</span>
            <span class="hint figures">${moment(one.at)} · ${say.version(one.version)}</span>
            ${one.reason ? html`<q>${one.reason}</q>` : nothing}
          </li>`,
        )}
        ${[...spans.values()].map((terms) => {
          const [first] = terms;
          return first
            ? html`<li>
                <span>${say.force(figure(terms.length))}</span>
                <span class="hint figures">
                  ${moment(first.valid_from)} — ${first.valid_to ? moment(first.valid_to) : say.still()}
                </span>
              </li>`
            : nothing;
        })}
      </ul>
    </section>`;
  }

  private choose(store: PlanStore, step: Step): void {
    const take = (reason = '') => void this.take(store, step, reason);
    if (step === 'approve') {
      const communities = () => figure(store.communities.get().length);
      const text = () => say.approveSure(store.version.get(), communities());
      ask({ title: say.approve, text, yes: say.approve }, take);
    } else if (step === 'reject') {
      const { reject: title, rejectSure: text, reject: yes, reason } = say;
      ask({ title, text, yes, reason, tone: 'danger' }, take);
    } else {
      take();
    }
  }

  private async take(store: PlanStore, step: Step, reason = ''): Promise<void> {
    this.busy = step;
    this.problem = null;
    try {
      await request(store, step, reason);
      toast(say[`${step}Now`]());
      announced.set(say[`${step}Now`]());
      await store.refresh();
    } catch (error) {
      this.failed(error);
      await this.read(store).catch(toastProblem);
      if (error instanceof Problem && error.kind === 'findings') {
        // The refusal left nothing behind: the findings panel needs an audit to show.
        await this.renderRoot.querySelector<WgPlanAudit>('wg-plan-audit')?.judge(store);
      }
    } finally {
      this.busy = null;
    }
  }

  private async read(store: PlanStore): Promise<void> {
    const path = { plan: store.id };
    const [way, terms] = await Promise.all([
      told(api.GET('/api/v1/plans/{plan}/way', { params: { path } })),
      told(api.GET('/api/v1/plans/{plan}/history', { params: { path } })),
    ]);
    this.way = way;
    this.terms = terms;
  }

  private failed(error: unknown): void {
    this.problem = asProblem(error);
  }
}

function request(store: PlanStore, step: Step, reason: string): Promise<unknown> {
  const params = { path: { plan: store.id } };
  switch (step) {
    case 'submit':
      return told(api.POST('/api/v1/plans/{plan}/submit', { params }));
    case 'withdraw':
      return told(api.POST('/api/v1/plans/{plan}/withdraw', { params }));
    case 'reject':
      return told(api.POST('/api/v1/plans/{plan}/reject', { params, body: { reason } }));
    case 'approve': {
      // What the page shows is what is approved; anything newer is refused.
      const body = { version: store.version.get() };
      return told(api.POST('/api/v1/plans/{plan}/approve', { params, body }));
    }
  }
}
