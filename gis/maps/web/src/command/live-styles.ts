/** How the list of tickets looks, live or of one point. */
import { css } from 'lit';
import { controls } from '../ui/controls.ts';

/** Height of a row, pixels. */
export const ROW = 54;

export const liveStyles = [
  controls,
  css`
    :host {
      display: flex;
      flex-direction: column;
      min-height: 0;
    }
    .head {
      display: flex;
      flex: none;
      gap: 8px;
      align-items: center;
      padding: 6px 8px 6px 12px;
      border-bottom: 1px solid var(--line);
    }
    .head .hint {
      flex: 1;
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .sorts {
      display: flex;
      flex: none;
    }
    .sorts button {
      min-height: 28px;
      padding: 1px 10px;
      font-size: var(--small);
    }
    .sorts button:first-child {
      border-start-end-radius: 0;
      border-end-end-radius: 0;
    }
    .sorts button:last-child {
      margin-inline-start: -1px;
      border-start-start-radius: 0;
      border-end-start-radius: 0;
    }
    .sorts [aria-pressed='true'] {
      position: relative;
      z-index: 1;
    }
    .held {
      position: absolute;
      inset: 8px 0 auto;
      z-index: 2;
      width: fit-content;
      min-height: 28px;
      margin: 0 auto;
      padding: 1px 12px;
      border-color: var(--accent);
      border-radius: 999px;
      background: var(--accent);
      color: var(--on-accent);
      box-shadow: var(--shadow);
      font-size: var(--small);
    }
    .held:hover:not(:disabled) {
      background: color-mix(in srgb, var(--accent) 88%, var(--ink));
    }
    .place {
      position: relative;
      display: flex;
      flex: 1;
      min-height: 0;
    }
    .list {
      flex: 1;
      min-height: 0;
      overflow: auto;
      outline: none;
      scrollbar-gutter: stable;
    }
    .list:focus-visible {
      outline: 2px solid var(--focus);
      outline-offset: -2px;
    }
    .all {
      position: relative;
    }
    .row {
      position: absolute;
      inset: 0 0 auto;
      display: grid;
      grid-template-columns: 22px minmax(0, 1fr) auto;
      gap: 0 8px;
      align-content: center;
      align-items: center;
      height: 54px;
      padding: 0 10px 0 9px;
      border-bottom: 1px solid var(--line);
      border-inline-start: 3px solid var(--line-strong);
      cursor: pointer;
    }
    .row.green {
      border-inline-start-color: var(--good);
    }
    .row.yellow {
      border-inline-start-color: var(--high);
    }
    .row.red {
      border-inline-start-color: var(--danger);
    }
    .row:hover,
    .row.active {
      background: var(--sunken);
    }
    .list:focus-visible .row.active {
      box-shadow: inset 0 0 0 2px var(--focus);
    }
    .row[aria-selected='true'] {
      background: var(--accent-soft);
    }
    .row.fresh {
      animation: arrive 2.4s ease-out;
    }
    @keyframes arrive {
      from {
        background: color-mix(in srgb, var(--accent) 28%, var(--card));
        opacity: 0.2;
      }
      25% {
        opacity: 1;
      }
    }
    .row > svg {
      grid-row: 1 / 3;
      color: var(--muted);
    }
    .name {
      overflow: hidden;
      font-weight: 600;
      line-height: 1.35;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .late {
      display: inline-flex;
      gap: 4px;
      align-items: center;
      justify-self: end;
      color: var(--muted);
      font-size: var(--small);
      font-variant-numeric: tabular-nums;
      white-space: nowrap;
    }
    .late.green {
      color: var(--good);
    }
    .late.yellow {
      color: var(--high);
    }
    .late.red {
      color: var(--danger);
      font-weight: 600;
    }
    .facts {
      overflow: hidden;
      color: var(--muted);
      font-size: var(--small);
      font-variant-numeric: tabular-nums;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .stage {
      display: inline-flex;
      gap: 4px;
      align-items: center;
      justify-self: end;
      color: var(--muted);
      font-size: var(--small);
      white-space: nowrap;
    }
    .more {
      position: absolute;
      inset: auto 0 0;
      padding: 8px;
      color: var(--muted);
      font-size: var(--small);
      text-align: center;
    }
  `,
];
