/** How the comparison looks. */
import { css } from 'lit';
import { controls } from '../ui/controls.ts';

export const styles = [
  controls,
  css`
      :host {
        display: block;
      }
      .top {
        display: grid;
        gap: 12px;
        padding: 16px;
      }
      .figures {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 8px;
        margin: 0;
      }
      .figures div {
        display: flex;
        flex-direction: column-reverse;
        justify-content: flex-end;
        padding: 8px 12px;
        border-radius: var(--radius);
        background: var(--sunken);
      }
      dt {
        color: var(--muted);
        font-size: var(--small);
      }
      dd {
        margin: 0;
        font-size: 20px;
        font-weight: 650;
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 16px;
        align-items: center;
      }
      td button {
        justify-content: start;
        width: 100%;
        min-height: 28px;
        padding: 0 4px;
      }
      td:first-child {
        padding-block: 2px;
      }
      .more {
        display: flex;
        justify-content: center;
        padding: 12px;
      }
      .error {
        margin: 0 16px;
      }
      details {
        padding: 8px 16px 16px;
      }
      summary {
        cursor: pointer;
      }
    `,
];
