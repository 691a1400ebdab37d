/** How the queue of findings looks. */
import { css } from 'lit';
import { controls } from '../ui/controls.ts';
import { list } from './list-styles.ts';

export const styles = [
  controls,
  list,
  css`
    li {
      contain-intrinsic-height: auto 72px;
    }
    .what {
      display: grid;
      grid-template-columns: 20px minmax(0, 1fr);
      gap: 2px 8px;
      width: 100%;
      padding: 10px 12px;
      border: 0;
      border-radius: 0;
      justify-content: start;
      text-align: start;
      white-space: normal;
    }
    .what:focus-visible {
      outline-offset: -2px;
    }
    .what > * {
      grid-column: 2;
    }
    .what > .sign {
      grid-column: 1;
      grid-row: 1;
      display: inline-flex;
      padding-top: 2px;
    }
    .error-sign {
      color: var(--danger);
    }
    .warning-sign {
      color: var(--notice);
    }
    .info-sign {
      color: var(--muted);
    }
    .title {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      gap: 0 8px;
      font-weight: 600;
    }
    .title .hint {
      font-weight: 400;
    }
    .message {
      overflow-wrap: anywhere;
    }
    li:not(.current) .message {
      display: -webkit-box;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
      overflow: hidden;
      color: var(--muted);
    }
    .acts button {
      padding-inline: 10px;
    }
    .accepted {
      display: grid;
      gap: 2px;
      padding: 0 12px 10px 40px;
      overflow-wrap: anywhere;
    }
    .error {
      margin: 12px;
    }
    .clean {
      display: grid;
      justify-items: center;
      gap: 8px;
      padding: 40px 24px;
      text-align: center;
    }
    .clean svg {
      color: var(--good);
    }
  `,
];
