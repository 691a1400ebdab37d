/** The time and what the map shows, for those who stand before a wall. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { controls } from '../ui/controls.ts';
import { locale } from '../ui/words.ts';
import { commandStore } from './contract.ts';
import { shownRoute } from './sight.ts';
import { layerName } from './words.ts';

@customElement('wg-wall-clock')
export class WgWallClock extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      div {
        display: flex;
        gap: 16px;
        align-items: baseline;
        padding: 4px 16px;
        border-radius: var(--radius);
        background: color-mix(in srgb, var(--raised) 88%, transparent);
      }
      time {
        font-size: calc(var(--text) * 1.9);
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
      .day {
        color: var(--muted);
      }
    `,
  ];

  override render(): TemplateResult {
    const now = commandStore.get()?.now() ?? Date.now();
    const write = (options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat(locale.get(), { timeZone: 'Asia/Shanghai', ...options }).format(now);
    return html`<div>
      <time>${write({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })}</time>
      <span class="day">${write({ month: 'long', day: 'numeric', weekday: 'long' })}</span>
      <span>${layerName(shownRoute.get().layer)}</span>
    </div>`;
  }
}
