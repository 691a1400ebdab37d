/** How the drawer of a ticket looks. */
import { css } from 'lit';
import { controls } from '../ui/controls.ts';

export const ticketStyles = [
  controls,
  css`
    :host {
      display: flex;
      flex-direction: column;
      min-height: 0;
      background: var(--card);
    }
    header {
      display: flex;
      flex: none;
      gap: 10px;
      align-items: center;
      padding: 10px 8px 10px 14px;
      border-bottom: 1px solid var(--line);
    }
    header > svg {
      flex: none;
      color: var(--accent);
    }
    .title {
      flex: 1;
      min-width: 0;
    }
    h2 {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .body {
      display: grid;
      flex: 1;
      gap: 14px;
      align-content: start;
      min-height: 0;
      padding: 12px 14px 20px;
      overflow: auto;
    }
    .badges {
      display: flex;
      flex-wrap: wrap;
      gap: 6px;
    }
    dl {
      display: grid;
      grid-template-columns: max-content minmax(0, 1fr);
      gap: 4px 12px;
      margin: 0;
      font-variant-numeric: tabular-nums;
    }
    dt {
      color: var(--muted);
    }
    dd {
      margin: 0;
      overflow-wrap: anywhere;
    }
    dd button {
      min-height: 24px;
      padding: 0 8px;
      font-size: var(--small);
    }
    .said {
      padding: 8px 12px;
      border-radius: var(--radius);
      background: var(--sunken);
      overflow-wrap: anywhere;
      white-space: pre-line;
    }
    .photos {
      display: flex;
      gap: 8px;
      overflow-x: auto;
    }
    .photos a {
      flex: none;
      line-height: 0;
    }
    .photos img {
      height: 112px;
      border-radius: 6px;
      background: var(--sunken);
    }
    .acts {
      display: flex;
      flex-wrap: wrap;
      gap: 6px;
    }
    section {
      display: grid;
      gap: 6px;
    }
    h3 {
      display: flex;
      gap: 8px;
      align-items: baseline;
      color: var(--muted);
      font-size: var(--small);
    }
    ul,
    ol {
      display: grid;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    .desk,
    .near {
      display: flex;
      gap: 8px;
      align-items: center;
      min-height: 34px;
      border-bottom: 1px solid var(--line);
    }
    .desk .name,
    .near .name {
      flex: 1;
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .near button {
      flex: none;
      min-height: 28px;
      padding: 0 10px;
      font-size: var(--small);
    }
    .near > svg {
      flex: none;
    }
    .near > .good {
      color: var(--good);
    }
    .near > .off {
      color: var(--faint);
    }
    .steps li {
      position: relative;
      display: grid;
      grid-template-columns: 24px minmax(0, 1fr) auto;
      gap: 0 8px;
      padding-bottom: 10px;
    }
    .steps li:not(:last-child)::before {
      content: '';
      position: absolute;
      inset: 24px auto 0 11.5px;
      width: 1px;
      background: var(--line-strong);
    }
    .steps svg {
      padding: 4px;
      border-radius: 50%;
      background: var(--sunken);
      color: var(--muted);
    }
    .steps li:last-child svg {
      background: var(--accent-soft);
      color: var(--accent);
    }
    .steps .what {
      font-weight: 600;
      line-height: 24px;
    }
    .steps time {
      color: var(--muted);
      font-size: var(--small);
      font-variant-numeric: tabular-nums;
      line-height: 24px;
    }
    .steps .more {
      grid-column: 2 / -1;
      overflow-wrap: anywhere;
    }
  `,
];
