/** What the tables of the page of cameras look alike in. */
import { css } from 'lit';
import { controls } from '../ui/controls.ts';

export const pageStyles = [
  controls,
  css`
    :host {
      display: grid;
      gap: 16px;
      align-content: start;
    }
    .filters {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
      align-items: end;
    }
    .filters label {
      flex: 0 1 200px;
    }
    .filters .wide {
      flex: 1 1 240px;
      max-width: 360px;
    }
    .filters .end {
      margin-inline-start: auto;
    }
    .frame {
      overflow-x: auto;
      border: 1px solid var(--line);
      border-radius: 8px;
      background: var(--card);
    }
    table {
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
    tbody tr:last-child td {
      border-bottom: 0;
    }
    tbody tr:hover {
      background: var(--sunken);
    }
    td {
      max-width: 280px;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    td.wrap {
      white-space: normal;
      overflow-wrap: anywhere;
    }
    td button,
    td .button {
      min-height: 28px;
      padding: 1px 10px;
      font-size: var(--small);
    }
    .more {
      justify-self: center;
    }
    .bar {
      display: inline-block;
      width: 96px;
      height: 8px;
      border-radius: 4px;
      vertical-align: middle;
    }
    .bar rect.ground {
      fill: var(--line);
    }
    .bar rect.good {
      fill: var(--good);
    }
    .bar rect.poor {
      fill: var(--danger);
    }
  `,
];
