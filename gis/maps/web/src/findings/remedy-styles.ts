/** How suggestions look. */
import { css } from 'lit';
import { controls } from '../ui/controls.ts';

export const styles = [
  controls,
  css`
    :host {
      display: block;
      border: 1px solid var(--notice);
      border-radius: var(--radius);
      background: var(--card);
      overflow: hidden;
    }
    header {
      display: flex;
      align-items: center;
      justify-content: space-between;
      padding: 4px 4px 4px 12px;
      background: var(--notice-soft);
      color: var(--notice);
    }
    header button {
      min-height: 26px;
      font-size: var(--small);
    }
    .told {
      padding: 10px 12px;
    }
    ol {
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li + li {
      border-top: 1px solid var(--line);
    }
    .choice {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: 2px 8px;
      width: 100%;
      padding: 8px 12px;
      border: 0;
      border-radius: 0;
      text-align: start;
      white-space: normal;
      justify-content: start;
      align-items: start;
    }
    .choice[aria-checked='true'] {
      background: var(--accent-soft);
      box-shadow: inset 3px 0 0 var(--accent);
    }
    .choice:focus-visible {
      outline-offset: -2px;
    }
    .kind {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 2px 8px;
      font-weight: 600;
    }
    .kind svg {
      color: var(--notice);
    }
    .kind .hint {
      font-weight: 400;
    }
    .detail {
      grid-column: 2;
      display: grid;
      gap: 4px;
    }
    .units {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: 2px 10px;
      align-items: center;
      margin: 0;
    }
    .units dt {
      font-family: var(--mono);
      font-size: 0.93em;
    }
    .units dd {
      display: flex;
      align-items: center;
      gap: 5px;
      margin: 0;
      font-variant-numeric: tabular-nums;
    }
    .units svg {
      color: var(--faint);
    }
    .in {
      color: var(--good);
    }
    .out {
      color: var(--high);
    }
    footer {
      display: flex;
      align-items: center;
      justify-content: flex-end;
      gap: 8px;
      padding: 8px 12px;
      border-top: 1px solid var(--line);
    }
    .primary kbd {
      border-color: color-mix(in srgb, var(--on-accent) 50%, transparent);
      background: transparent;
      color: inherit;
    }
  `,
];
