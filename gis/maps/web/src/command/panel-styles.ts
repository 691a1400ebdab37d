/** Styles shared by the panels on the right of the command centre. */
import { css } from 'lit';

export const panelStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    height: 100%;
  }
  header {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
    justify-content: space-between;
    min-height: 40px;
    padding: 6px 12px;
    border-bottom: 1px solid var(--line);
  }
  h2 {
    font-size: var(--text);
  }
  header p {
    width: 100%;
    color: var(--muted);
    font-size: var(--small);
    line-height: 1.45;
  }
  .scroll {
    flex: 1;
    min-height: 0;
    overflow: auto;
  }
  .group {
    display: flex;
    gap: 2px;
  }
  .group button {
    min-height: 26px;
    padding: 0 8px;
    font-size: var(--small);
  }
  table {
    font-size: var(--small);
  }
  th {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    padding: 4px 6px;
    background: var(--card);
  }
  th button {
    min-height: 24px;
    padding: 0 2px;
    border: 0;
    background: none;
    color: inherit;
    font-weight: 600;
  }
  th[aria-sort] button {
    color: var(--accent);
  }
  td {
    padding: 4px 6px;
    line-height: 20px;
  }
  td.number {
    white-space: nowrap;
  }
  td:first-child,
  th:first-child {
    padding-inline-start: 12px;
  }
  td:last-child,
  th:last-child {
    padding-inline-end: 12px;
  }
  tbody tr:hover {
    background: var(--sunken);
  }
  tbody tr[aria-selected='true'] {
    background: var(--accent-soft);
  }
  td.name {
    max-width: 0;
    width: 100%;
  }
  td.name button {
    display: block;
    width: 100%;
    min-height: 24px;
    padding: 0;
    overflow: hidden;
    border: 0;
    background: none;
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  td.name button:hover {
    background: none;
    text-decoration: underline;
  }
  .up {
    color: var(--high);
    font-weight: 600;
  }
  .down {
    color: var(--low);
    font-weight: 600;
  }
  .error {
    margin: 12px;
  }
  .small {
    min-height: 26px;
    padding: 0 8px;
    font-size: var(--small);
  }
  @media (pointer: coarse) {
    .group button,
    td.name button,
    th button {
      min-height: 40px;
    }
  }
`;
