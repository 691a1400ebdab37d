/** Tickets that lie on one point of the map, to choose one of. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import close from 'lucide-static/icons/x.svg?raw';
import { asProblem, type Problem } from '../api/client.ts';
import { ask } from '../api/plain.ts';
import { goCommand } from '../app/route.ts';
import { ago } from '../tickets/times.ts';
import type { Brief } from '../tickets/types.ts';
import { categoryName, colourIcon, colourName, stageIcon, stageName } from '../tickets/words.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, figure } from '../ui/words.ts';
import { commandStore } from './contract.ts';

const say = dictionary({
  here: (count: string) => [`此处 ${count} 件事件`, `${count} tickets here`],
  close: ['关闭', 'Close'],
  loading: ['正在读取……', 'Reading ...'],
});

@customElement('wg-tickets-here')
export class WgTicketsHere extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      section {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        width: 320px;
        max-height: 320px;
        border: 1px solid var(--line-strong);
        border-radius: 8px;
        background: var(--raised);
        box-shadow: var(--shadow);
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        padding: 4px 4px 4px 12px;
        border-bottom: 1px solid var(--line);
        font-weight: 600;
      }
      ul {
        margin: 0;
        padding: 4px;
        overflow: auto;
        list-style: none;
      }
      li button {
        display: grid;
        grid-template-columns: 20px minmax(0, 1fr) auto;
        justify-content: stretch;
        width: 100%;
        border: 0;
        background: transparent;
        text-align: start;
      }
      .name {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .red {
        color: var(--danger);
      }
      .yellow {
        color: var(--high);
      }
      .green {
        color: var(--good);
      }
    `,
  ];

  @property({ attribute: false }) ids: readonly number[] | null = null;
  @state() private tickets: readonly Brief[] = [];
  @state() private problem: Problem | null = null;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('ids')) {
      this.tickets = [];
      void this.read();
    }
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.ids) {
      return nothing;
    }
    return html`<section
      aria-label=${say.here(figure(this.ids.length))}
      @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.done()}
    >
      <header>
        ${say.here(figure(this.ids.length))}
        <button class="plain icon" aria-label=${say.close()} title=${say.close()} @click=${this.done}>
          ${icon(close, 16)}
        </button>
      </header>
      ${this.problem ? html`<p class="error" role="alert">${this.problem.told}</p>` : nothing}
      <ul>
        ${this.tickets.map(
          (one) => html`<li>
            <button @click=${() => goCommand({ ticket: one.id })}>
              <span
                class=${one.colour ?? ''}
                title=${one.colour ? colourName(one.colour) : stageName(one.stage)}
                >${icon(one.colour ? colourIcon(one.colour) : stageIcon(one.stage), 16)}</span
              >
              <span class="name">${categoryName(one)}</span>
              <span class="hint">${ago(one.reported_at, commandStore.get()?.now())}</span>
            </button>
          </li>`,
        )}
      </ul>
    </section>`;
  }

  private readonly done = (): void => {
    this.dispatchEvent(new CustomEvent('done'));
  };

  private async read(): Promise<void> {
    const asked = this.ids;
    try {
      const found = await Promise.all(
        (asked ?? []).map(
          (id) => commandStore.get()?.ticket(id) ?? ask<Brief>('get', `/api/v1/tickets/${id}`),
        ),
      );
      if (asked === this.ids) {
        this.tickets = found;
        this.problem = null;
      }
    } catch (error) {
      this.problem = asProblem(error);
    }
  }
}
