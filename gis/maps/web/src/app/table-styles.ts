/** What the tables of plans and of datasets look alike in. */
import { css } from 'lit';

export const framedTable = css`
  :host {
    display: block;
    overflow-x: auto;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--card);
  }
  table {
    table-layout: fixed;
    min-width: 760px;
  }
  th:first-child,
  td:first-child {
    padding-inline-start: 16px;
  }
  th:last-child,
  td:last-child {
    padding-inline-end: 12px;
  }
  tr:last-child td {
    border-bottom: 0;
  }
  tbody tr:hover {
    background: var(--sunken);
  }
`;
