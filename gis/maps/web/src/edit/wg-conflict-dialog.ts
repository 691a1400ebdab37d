/** An edit came too late, or was refused after all: try it again on top of what there is now, or
 * leave it. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api, told } from '../api/client.ts';
import type { PlanStore } from '../plan/contract.ts';
import { load } from '../plan/standing.ts';
import type { Conflict, Operation } from '../plan/types.ts';
import { present } from '../ui/dialogs.ts';
import { FormDialog } from '../ui/form-dialog.ts';
import { toastProblem } from '../ui/toast.ts';
import { dictionary, either, figure, moment } from '../ui/words.ts';
import { badge } from './badges.ts';
import { shortOf, standingOf } from './figures.ts';
import { kindWords } from './tool-words.ts';

const say = dictionary({
  title: ['这些网格刚被他人修改', 'Somebody else just changed these grids'],
  refused: ['一项改动没有被接受', 'A change was not accepted'],
  kept: [
    '您的改动没有保存，也没有覆盖他人的改动。',
    'Your change was not saved, and nothing of theirs was overwritten.',
  ],
  yours: (what: string) => [`您的改动：${what}`, `Your change: ${what}`],
  theirs: ['他人的改动', 'What others did'],
  now: ['网格现在的户数', 'The grids now'],
  again: ['在新版本上重试', 'Try again on top of it'],
  leave: ['放弃我的改动', 'Leave mine'],
});
/** How many operations are looked through for who did it. */
const BACK = 50;

export function showConflict(store: PlanStore, conflict: Conflict): void {
  present(Object.assign(new WgConflictDialog(), { store, conflict }));
}

@customElement('wg-conflict-dialog')
export class WgConflictDialog extends FormDialog {
  static override styles = [
    FormDialog.styles,
    css`
      dialog {
        width: min(560px, calc(100vw - 32px));
      }
      ul {
        display: grid;
        gap: 4px;
        margin: 4px 0 0;
        padding: 0;
        list-style: none;
      }
      td:last-child {
        width: 1%;
        white-space: nowrap;
      }
    `,
  ];

  store!: PlanStore;
  conflict!: Conflict;
  @state() private theirs: readonly Operation[] = [];

  private get stale(): boolean {
    return this.conflict.problem.kind === 'stale';
  }

  protected heading(): string {
    return this.stale ? say.title() : say.refused();
  }

  protected doIt(): string {
    return say.again();
  }

  protected override leaveIt(): string {
    return say.leave();
  }

  protected override leave(): void {
    void this.decide('drop');
  }

  protected body(): TemplateResult {
    const { pending, problem } = this.conflict;
    const { wish } = pending;
    return html`${this.stale ? html`<p>${say.kept()}</p>` : html`<p class="error">${problem.told}</p>`}
      ${wish ? html`<p>${say.yours(either(kindWords(wish.type)))}</p>` : nothing}
      ${this.theirs.length > 0 ? this.others() : nothing}
      ${this.conflict.changed.length > 0 ? this.grids() : nothing}`;
  }

  protected override firstUpdated(): void {
    super.firstUpdated();
    // What it is about is told already: Enter tries again.
    this.renderRoot.querySelector<HTMLElement>('footer .primary')?.focus();
    void this.look().catch(toastProblem);
  }

  protected send(): Promise<void> {
    return this.decide('again');
  }

  private others(): TemplateResult {
    return html`<section>
      <h3>${say.theirs()}</h3>
      <ul>
        ${this.theirs.map(
          (one) => html`<li>
            ${one.actor} · ${either(kindWords(one.kind))}
            <span class="hint">${moment(one.created_at)}</span>
          </li>`,
        )}
      </ul>
    </section>`;
  }

  private grids(): TemplateResult {
    const rules = this.store.rules.get();
    return html`<table>
      <caption class="visually-hidden">
        ${say.now()}
      </caption>
      <thead>
        <tr>
          <th colspan="3">${say.now()}</th>
        </tr>
      </thead>
      <tbody>
        ${this.conflict.changed.map(
          (grid) => html`<tr>
            <td title=${grid.code}>${shortOf(grid)} ${grid.name}</td>
            <td class="number">${figure(load(grid, rules))}</td>
            <td>${badge(standingOf(load(grid, rules), rules, grid))}</td>
          </tr>`,
        )}
      </tbody>
    </table>`;
  }

  /** Who changed one of the grids since the edit was based on. */
  private async look(): Promise<void> {
    const params = { path: { plan: this.store.id }, query: { limit: BACK } };
    const found = await told(api.GET('/api/v1/plans/{plan}/operations', { params }));
    const ids = new Set(this.conflict.changed.map((one) => one.id));
    this.theirs = found.filter(
      (one) => one.version > this.conflict.pending.basedOn && touches(one, ids),
    );
  }

  private async decide(how: 'drop' | 'again'): Promise<void> {
    this.dialog.close();
    try {
      await this.store.resolveConflict(how);
    } catch (error) {
      toastProblem(error);
    }
  }
}

function touches(operation: Operation, grids: ReadonlySet<number>): boolean {
  const changed = (operation.result as { grids?: readonly { id: number }[] }).grids ?? [];
  return changed.some((one) => grids.has(one.id));
}
