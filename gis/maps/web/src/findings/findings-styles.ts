/** How the queue of findings looks. */
import { css } from 'lit';
import { controls } from '../ui/controls.ts';

export const styles = [
  controls,
  css`
    :host {
      display: flex;
      flex-direction: column;
      height: 100%;
      min-height: 0;
    }
    .scroll {
      flex: 1;
      min-height: 0;
      overflow: auto;
      overscroll-behavior: contain;
    }
    ol {
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      border-bottom: 1px solid var(--line);
      content-visibility: auto;
      contain-intrinsic-height: auto 72px;
    }
    li.current {
      background: var(--sunken);
      box-shadow: inset 3px 0 0 var(--accent);
      content-visibility: visible;
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
    .acts {
      display: flex;
      flex-wrap: wrap;
      gap: 6px;
      padding: 0 12px 10px 40px;
    }
    .acts button {
      padding-inline: 10px;
    }
    .acts button.primary kbd {
      border-color: color-mix(in srgb, var(--on-accent) 50%, transparent);
      background: transparent;
      color: inherit;
    }
    .accepted {
      display: grid;
      gap: 2px;
      padding: 0 12px 10px 40px;
      overflow-wrap: anywhere;
    }
    wg-remedy {
      margin: 0 12px 12px;
    }
    .end {
      padding: 12px;
      text-align: center;
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
    footer {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 12px;
      padding: 6px 12px;
      border-top: 1px solid var(--line);
      color: var(--muted);
      font-size: var(--small);
    }
    @media (pointer: coarse) {
      footer {
        display: none;
      }
    }
  `,
];
