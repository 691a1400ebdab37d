/** How the mobile page is laid out: a head, what is shown, a bar for the thumb. */
import { css } from 'lit';
import { phone } from '../tickets/phone-styles.ts';

export const pageStyles = [
  phone,
  css`
    :host {
      display: flex;
      flex: 1;
      flex-direction: column;
      min-height: 0;
      background: var(--paper);
    }
    header {
      display: flex;
      flex: none;
      gap: 8px;
      align-items: center;
      min-height: 52px;
      padding: 4px 4px 4px 12px;
      border-bottom: 1px solid var(--line);
      background: var(--card);
    }
    h1 {
      flex: 1;
      min-width: 0;
      overflow: hidden;
      font-size: 17px;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .offline {
      display: flex;
      flex: none;
      gap: 8px;
      align-items: center;
      padding: 8px 12px;
      background: var(--high-soft);
      color: var(--high);
      font-size: var(--small);
    }
    main {
      flex: 1;
      min-height: 0;
      overflow: auto;
      outline: none;
      overscroll-behavior: contain;
    }
    main > * {
      max-width: 960px;
      margin-inline: auto;
    }
    nav {
      display: flex;
      flex: none;
      justify-content: center;
      padding-bottom: env(safe-area-inset-bottom);
      border-top: 1px solid var(--line);
      background: var(--card);
    }
    .tab {
      position: relative;
      flex: 1;
      flex-direction: column;
      gap: 1px;
      max-width: 240px;
      min-height: 56px;
      border: 0;
      border-radius: 0;
      background: none;
      color: var(--muted);
      font-size: 12px;
    }
    .tab[aria-current] {
      color: var(--accent);
      font-weight: 650;
      box-shadow: inset 0 2px 0 var(--accent);
    }
    .tab:focus-visible {
      outline-offset: -3px;
    }
    .count {
      position: absolute;
      top: 5px;
      left: calc(50% + 8px);
      min-width: 18px;
      padding: 0 5px;
      border-radius: 999px;
      background: var(--high);
      color: var(--card);
      font-size: 11px;
      font-weight: 650;
      line-height: 18px;
    }
    .middle {
      max-width: 420px;
      margin: 24px auto;
    }
    @media (width <= 444px) {
      .middle {
        margin: 12px;
      }
    }
    .middle.card {
      padding: 20px;
    }
    .receipt {
      justify-items: center;
      text-align: center;
    }
    .receipt > svg {
      color: var(--high);
    }
    .receipt.good > svg {
      color: var(--good);
    }
    .receipt h2 {
      font-size: 20px;
    }
    .number {
      padding: 8px 12px;
      border: 1px dashed var(--line-strong);
      border-radius: var(--radius);
      font-size: 18px;
      letter-spacing: 0.03em;
      overflow-wrap: anywhere;
      user-select: all;
    }
    .actions {
      display: flex;
      gap: 8px;
      width: 100%;
      margin-top: 8px;
    }
    .actions button {
      flex: 1;
    }
  `,
];
