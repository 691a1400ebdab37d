/** How the card of what is chosen looks, and the facts on it. */
import { css } from 'lit';
import { controls } from '../ui/controls.ts';
import { marks } from './marks.ts';

export const styles = [
  controls,
  marks,
  css`
    :host(wg-inspector) {
      position: absolute;
      inset: auto 62px 12px auto;
      z-index: 2;
      display: flex;
      width: 300px;
      max-height: calc(100% - 88px);
      pointer-events: none;
    }
    @media (width <= 1100px) {
      :host(wg-inspector) {
        inset-inline-end: 56px;
        width: 256px;
      }
    }
    section {
      display: flex;
      flex: 1;
      flex-direction: column;
      align-self: end;
      min-height: 0;
      min-width: 0;
      max-height: 100%;
      border: 1px solid var(--line);
      border-radius: 8px;
      background: var(--raised);
      box-shadow: var(--shadow);
      pointer-events: auto;
    }
    header {
      display: flex;
      align-items: center;
      gap: 2px;
      padding: 6px 6px 6px 12px;
    }
    h2 {
      display: flex;
      flex: 1;
      gap: 6px;
      align-items: baseline;
      min-width: 0;
      font-size: 15px;
    }
    h2 .code {
      color: var(--accent);
    }
    .name {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    header button.icon {
      width: 28px;
      min-height: 28px;
      color: var(--muted);
    }
    .body {
      min-height: 0;
      overflow: auto;
      padding: 0 12px 12px;
    }
    :host(wg-grid-facts),
    :host(wg-grid-form) {
      display: block;
    }
    .count {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      gap: 6px;
    }
    .count .badge {
      align-self: center;
      margin-inline-start: auto;
    }
    .big {
      font-size: 24px;
      font-weight: 650;
      line-height: 1.25;
    }
    .meter {
      margin: 4px 0;
    }
    .with-icon {
      display: flex;
      align-items: center;
      gap: 6px;
      margin-top: 4px;
    }
    dl {
      display: grid;
      grid-template-columns: max-content minmax(0, 1fr);
      gap: 3px 12px;
      margin: 8px 0;
    }
    dt {
      color: var(--muted);
    }
    dd {
      margin: 0;
      overflow-wrap: anywhere;
    }
    h3 {
      margin: 8px 0 4px;
      color: var(--muted);
      font-weight: 400;
    }
    .chips {
      display: flex;
      flex-wrap: wrap;
      gap: 4px;
    }
    button.chip {
      min-height: 26px;
      max-width: 100%;
      padding: 0 8px;
      gap: 6px;
      font-size: var(--small);
    }
    @media (pointer: coarse) {
      button.chip {
        min-height: 40px;
      }
    }
    details {
      margin-top: 8px;
    }
    summary {
      padding: 4px 0;
      color: var(--muted);
      cursor: pointer;
    }
    td {
      padding: 3px 4px;
    }
    footer {
      display: flex;
      flex-wrap: wrap;
      gap: 6px;
      margin-top: 12px;
    }
    footer button,
    footer .button {
      flex: 1;
      padding-inline: 6px;
      font-size: var(--small);
    }
    form {
      display: grid;
      gap: 10px;
      padding-top: 4px;
    }
    form footer {
      margin-top: 2px;
    }
  `,
];
