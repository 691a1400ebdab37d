/** How the dock of cameras looks. */
import { css } from 'lit';
import { controls } from '../ui/controls.ts';

export const dockStyles = [
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
      .head .button {
        min-height: 28px;
        padding: 1px 10px;
        font-size: var(--small);
      }
      ul {
        flex: 1;
        min-height: 0;
        margin: 0;
        padding: 0;
        overflow: auto;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: 20px minmax(0, 1fr) auto;
        gap: 0 8px;
        align-items: center;
        min-height: 52px;
        padding: 4px 8px 4px 12px;
        border-bottom: 1px solid var(--line);
      }
      li.chosen {
        background: var(--accent-soft);
      }
      li > svg {
        grid-row: 1 / 3;
        color: var(--faint);
      }
      li.online > svg {
        color: var(--good);
      }
      li.offline > svg {
        color: var(--danger);
      }
      .name {
        justify-content: flex-start;
        min-height: 24px;
        padding: 0;
        border: 0;
        background: none;
        overflow: hidden;
        font-weight: 600;
        text-align: start;
      }
      .name span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .name:hover:not(:disabled) {
        background: none;
        text-decoration: underline;
      }
      .facts {
        grid-column: 2;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .look {
        grid-area: 1 / 3 / 3;
        min-height: 28px;
        padding: 1px 10px;
        font-size: var(--small);
      }
      .sees {
        color: var(--good);
        font-weight: 600;
      }
      .error {
        margin: 8px;
      }
    `,
];
