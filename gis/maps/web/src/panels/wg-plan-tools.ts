/** Branching a plan, and numbering a community anew. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api, asProblem, type Problem, told } from '../api/client.ts';
import { holds } from '../api/session.ts';
import { go, planRoute } from '../app/route.ts';
import type { PlanStore } from '../plan/contract.ts';
import { opened } from '../plan/opened.ts';
import { controls } from '../ui/controls.ts';
import { toast } from '../ui/toast.ts';
import { dictionary } from '../ui/words.ts';

const say = dictionary({
  branch: ['分出草案', 'Branch'],
  branchHint: [
    '以方案现在的样子另起一份草案，原方案不变。',
    'Begin another draft where this plan is now; this one stays as it is.',
  ],
  name: ['草案名称', 'Name of the draft'],
  make: ['分出', 'Branch'],
  renumber: ['重新编号', 'Renumber'],
  renumberHint: [
    '按自西向东、自北向南为一个社区的网格重新编号。可撤销。',
    'Number the grids of a community from west to east and north to south. It can be undone.',
  ],
  community: ['社区', 'Community'],
  number: ['编号', 'Renumber'],
  renumbered: (name: string) => [`已为${name}重新编号。`, `${name} was renumbered.`],
  again: (name: string) => [`${name}（调整）`, `${name} (revised)`],
});

@customElement('wg-plan-tools')
export class WgPlanTools extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      section {
        display: grid;
        gap: 8px;
        padding: 16px;
        border-top: 1px solid var(--line);
      }
      h3 {
        font-size: var(--text);
      }
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 8px;
        align-items: end;
      }
    `,
  ];

  @state() private problem: { of: 'branch' | 'renumber'; problem: Problem } | null = null;
  @state() private busy = false;

  override render(): TemplateResult | typeof nothing {
    const store = opened.get();
    if (!store || !holds(store.plan.get().jurisdiction, 'planner')) {
      return nothing;
    }
    return html`${this.branching(store)} ${store.editable.get() ? this.numbering(store) : nothing}`;
  }

  private branching(store: PlanStore): TemplateResult {
    return html`<section>
      <h3>${say.branch()}</h3>
      <p class="hint">${say.branchHint()}</p>
      <form @submit=${(event: SubmitEvent) => this.submit(event, 'branch', (form) => branch(store, form))}>
        <label>
          ${say.name()}
          <input name="name" required maxlength="200" .value=${say.again(store.plan.get().name)} />
        </label>
        <button ?disabled=${this.busy}>${say.make()}</button>
      </form>
      ${this.error('branch')}
    </section>`;
  }

  private numbering(store: PlanStore): TemplateResult {
    return html`<section>
      <h3>${say.renumber()}</h3>
      <p class="hint">${say.renumberHint()}</p>
      <form @submit=${(event: SubmitEvent) => this.submit(event, 'renumber', (form) => renumber(store, form))}>
        <label>
          ${say.community()}
          <select name="community">
            ${store.communities.get().map((one) => html`<option value=${one.code}>${one.name}</option>`)}
          </select>
        </label>
        <button ?disabled=${this.busy}>${say.number()}</button>
      </form>
      ${this.error('renumber')}
    </section>`;
  }

  private error(of: 'branch' | 'renumber'): TemplateResult | typeof nothing {
    return this.problem?.of === of
      ? html`<p class="error" role="alert">${this.problem.problem.told}</p>`
      : nothing;
  }

  private async submit(
    event: SubmitEvent,
    of: 'branch' | 'renumber',
    act: (form: FormData) => Promise<void>,
  ): Promise<void> {
    event.preventDefault();
    this.busy = true;
    this.problem = null;
    try {
      await act(new FormData(event.target as HTMLFormElement));
    } catch (error) {
      this.problem = { of, problem: asProblem(error) };
    } finally {
      this.busy = false;
    }
  }
}

async function branch(store: PlanStore, form: FormData): Promise<void> {
  const body = { name: String(form.get('name')).trim() };
  const params = { path: { plan: store.id } };
  const made = await told(api.POST('/api/v1/plans/{plan}/branch', { params, body }));
  go(planRoute(made.id, { panel: 'plan' }));
}

async function renumber(store: PlanStore, form: FormData): Promise<void> {
  const community = String(form.get('community'));
  await store.edit({ type: 'renumber', community });
  const found = store.communities.get().find((one) => one.code === community);
  toast(say.renumbered(found?.name ?? community));
}
