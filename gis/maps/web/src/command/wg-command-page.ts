/** The command centre: figures and filters on the left, the map, what happens on the right, time below. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, type nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { me } from '../api/session.ts';
import { type CommandRoute, commandRoute } from '../app/command-route.ts';
import { route } from '../app/route.ts';
import { controls } from '../ui/controls.ts';
import { wantedByPage } from '../ui/theme.ts';
import { commandStore } from './contract.ts';
import { Command } from './store.ts';
import { spanOf } from './time.ts';

/** Roles that see tickets; others see counts only. */
const SEE_TICKETS = new Set<string>(['commander', 'worker', 'supervisor', 'checker', 'auditor']);

@customElement('wg-command-page')
export class WgCommandPage extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        height: 100%;
      }
    `,
  ];

  #store: Command | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    const store = new Command();
    this.#store = store;
    commandStore.set(store);
    this.updateEffect(() => {
      const now = shown();
      wantedByPage.set(now.wall ? (now.light ? 'light' : 'dark') : null);
    });
    this.updateEffect(() => this.#look(store));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    wantedByPage.set(null);
    commandStore.set(null);
    this.#store?.close();
    this.#store = null;
  }

  override render(): TemplateResult | typeof nothing {
    return html`<p>${this.#store?.matched()}</p>`;
  }

  #look(store: Command): void {
    if (store.info() === null) {
      return;
    }
    const { category, channel, unit, status, jurisdiction, grid, when } = shown();
    const filters = { category, channel, unit, status, jurisdiction, grid };
    store.look({ filters, span: spanOf(when, store.now()), tickets: seesTickets() });
  }
}

/** Whether the caller may see tickets somewhere, not only counts. */
function seesTickets(): boolean {
  return (me.get()?.grants ?? []).some(({ role }) => SEE_TICKETS.has(role));
}

function shown(): CommandRoute {
  const now = route.get();
  return now.page === 'command' ? now : commandRoute();
}
