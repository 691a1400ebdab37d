/** What is unusual, with the reason, until somebody has seen to it. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import check from 'lucide-static/icons/check.svg?raw';
import warn from 'lucide-static/icons/triangle-alert.svg?raw';
import { asProblem, type Problem } from '../api/client.ts';
import { ask } from '../api/plain.ts';
import { me } from '../api/session.ts';
import { goCommand } from '../app/route.ts';
import { ago } from '../tickets/times.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, either, figure } from '../ui/words.ts';
import { type Alert, commandMap, commandStore } from './contract.ts';
import { waiting } from './panel-parts.ts';
import { panelStyles } from './panel-styles.ts';
import { seesTickets } from './sight.ts';
import { alerts } from './sources.ts';
import { between } from './time.ts';

const say = dictionary({
  alerts: ['预警', 'Alerts'],
  open: (count: string) => [`${count} 条待确认`, `${count} to be acknowledged`],
  none: ['没有预警', 'No alerts'],
  look: ['查看事件', 'See the tickets'],
  acknowledge: ['确认', 'Acknowledge'],
  note: ['处理说明', 'What is being done'],
  send: ['提交', 'Send'],
  cancel: ['取消', 'Cancel'],
  done: (by: string, when: string) => [`${by} ${when}确认`, `acknowledged by ${by} ${when}`],
  hidden: ['您没有查看预警的权限。', 'Your roles do not show alerts.'],
});

const ZOOM = 14;
@customElement('wg-alerts-panel')
export class WgAlertsPanel extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    panelStyles,
    css`
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: 18px minmax(0, 1fr);
        gap: 4px 8px;
        padding: 10px 12px;
        border-bottom: 1px solid var(--line);
      }
      li > svg {
        margin-top: 2px;
        color: var(--high);
      }
      li.seen > svg {
        color: var(--muted);
      }
      li.seen .reason {
        color: var(--muted);
      }
      .reason {
        line-height: 1.45;
      }
      .rest {
        display: flex;
        flex-wrap: wrap;
        grid-column: 2;
        gap: 6px;
        align-items: center;
        color: var(--muted);
        font-size: var(--small);
      }
      form {
        display: grid;
        grid-column: 2;
        gap: 8px;
      }
    `,
  ];

  /** The alert that is being acknowledged. */
  @state() private answering: number | null = null;
  @state() private problem: Problem | null = null;

  override render(): TemplateResult {
    if (!seesTickets.get()) {
      return html`<header><h2>${say.alerts()}</h2></header>
        <p class="empty">${say.hidden()}</p>`;
    }
    const rows = alerts.value?.alerts ?? [];
    const open = rows.filter((one) => one.acknowledged_at === null).length;
    return html`
      <header>
        <h2>${say.alerts()}</h2>
        ${open > 0 ? html`<span class="badge high">${say.open(figure(open))}</span>` : nothing}
      </header>
      <div class="scroll">
        ${waiting(alerts)}
        ${alerts.value && rows.length === 0 ? html`<p class="empty">${say.none()}</p>` : nothing}
        <ul>
          ${rows.map((one) => this.alert(one))}
        </ul>
      </div>
    `;
  }

  private alert(one: Alert): TemplateResult {
    const seen = one.acknowledged_at !== null;
    return html`<li class=${seen ? 'seen' : ''}>
      ${icon(seen ? check : warn, 16)}
      <p class="reason">${either(one.reason)}</p>
      <div class="rest">
        <span>${ago(one.raised_at, commandStore.get()?.now())}</span>
        <button class="small" @click=${() => look(one)}>${say.look()}</button>
        ${
          seen
            ? html`<span>${say.done(one.acknowledged_by ?? '', ago(one.acknowledged_at ?? ''))}</span>
                ${one.note ? html`<span>“${one.note}”</span>` : nothing}`
            : mayAcknowledge() && this.answering !== one.id
              ? html`<button
                  class="small"
                  @click=${() => {
                    this.answering = one.id;
                    this.problem = null;
                  }}
                >
                  ${say.acknowledge()}
                </button>`
              : nothing
        }
      </div>
      ${this.answering === one.id ? this.form(one) : nothing}
    </li>`;
  }

  private form(one: Alert): TemplateResult {
    return html`<form
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        void this.send(one, new FormData(event.target as HTMLFormElement));
      }}
    >
      ${this.problem ? html`<p class="error" role="alert">${this.problem.told}</p>` : nothing}
      <label>${say.note()}<input name="note" required maxlength="500" autocomplete="off" /></label>
      <div class="group">
        <button class="primary">${say.send()}</button>
        <button
          type="button"
          @click=${() => {
            this.answering = null;
          }}
        >
          ${say.cancel()}
        </button>
      </div>
    </form>`;
  }

  private async send(one: Alert, form: FormData): Promise<void> {
    try {
      const body = { note: String(form.get('note')).trim() };
      await ask('post', `/api/v1/alerts/${one.id}/acknowledge`, { body });
      this.answering = null;
      alerts.again();
    } catch (error) {
      this.problem = asProblem(error);
    }
  }
}

function mayAcknowledge(): boolean {
  return (me.get()?.grants ?? []).some((one) => one.role === 'commander');
}

/** The tickets an alert is about: its window, its grid, its category. */
function look(one: Alert): void {
  const when = between(Date.parse(one.window_from), Date.parse(one.window_to));
  const category = one.category === null ? [] : [one.category];
  goCommand({ when, grid: one.grid, category, status: [], panel: 'live' });
  if (one.lon !== null && one.lat !== null) {
    commandMap.get()?.fly([one.lon, one.lat], ZOOM);
  }
}
