/** How the history looks. */
import { css } from 'lit';
import { controls } from '../ui/controls.ts';

export const styles = [
  controls,
  css`
    :host {
      display: block;
      padding-bottom: 16px;
    }
    .head {
      position: sticky;
      top: 0;
      z-index: 1;
      display: grid;
      gap: 4px;
      padding: 12px;
      border-bottom: 1px solid var(--line);
      background: var(--card);
    }
    .steps {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px;
    }
    h3 {
      padding: 16px 12px 4px;
      color: var(--muted);
      font-size: var(--small);
    }
    ol {
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      align-items: center;
      padding-inline-end: 8px;
      border-bottom: 1px solid var(--line);
      content-visibility: auto;
      contain-intrinsic-height: auto 56px;
    }
    .what {
      display: grid;
      flex: 1;
      justify-content: start;
      justify-items: start;
      min-width: 0;
      gap: 2px;
      padding: 8px 12px;
      border-radius: 0;
      text-align: start;
      white-space: normal;
    }
    .what:disabled {
      opacity: 1;
      cursor: default;
    }
    .what:focus-visible {
      outline-offset: -2px;
    }
    .told {
      overflow-wrap: anywhere;
    }
    .taken .told {
      color: var(--muted);
      text-decoration: line-through;
    }
    .by {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 2px 6px;
    }
    li button.icon {
      flex: none;
      color: var(--muted);
    }
    .badge {
      line-height: 18px;
    }
    .error {
      margin: 12px;
    }
    .end,
    .end-of {
      padding: 12px;
      text-align: center;
    }
  `,
];
