/** How the table of grids looks. */
import { css } from 'lit';
import { controls } from '../ui/controls.ts';
import { marks } from './marks.ts';

export const styles = [
  controls,
  marks,
  css`
    :host {
      --row: 32px;
      display: flex;
      flex-direction: column;
      height: 100%;
      min-height: 0;
      container-type: inline-size;
    }
    @media (pointer: coarse) {
      :host {
        --row: 40px;
      }
    }
    .search {
      position: relative;
      display: block;
      padding: 12px;
    }
    .search > svg {
      position: absolute;
      top: 20px;
      left: 22px;
      color: var(--faint);
      pointer-events: none;
    }
    .search > input:not([type='checkbox']) {
      padding-inline-start: 32px;
    }
    .table {
      position: relative;
      flex: 1;
      min-height: 0;
      overflow: auto;
      overscroll-behavior: contain;
      contain: strict;
      border-top: 1px solid var(--line);
    }
    .table:focus-visible {
      outline-offset: -2px;
    }
    .body {
      position: relative;
    }
    .row {
      display: grid;
      grid-template-columns: 58px minmax(0, 1fr) 72px 44px 26px 26px;
      align-items: center;
      height: var(--row);
      padding-inline: 4px;
      border-bottom: 1px solid var(--line);
      font-variant-numeric: tabular-nums;
      cursor: default;
    }
    .body .row {
      position: absolute;
      inset: 0 0 auto;
    }
    .row.head {
      position: sticky;
      top: 0;
      z-index: 1;
      background: var(--sunken);
      border-bottom-color: var(--line-strong);
    }
    .head button {
      width: 100%;
      min-height: 26px;
      padding: 0 4px;
      border: 0;
      gap: 2px;
      justify-content: inherit;
      color: var(--muted);
      font-size: var(--small);
      font-weight: 600;
    }
    .head .cell {
      padding: 0;
      font-family: inherit;
      overflow: visible;
    }
    .arrow:empty {
      display: none;
    }
    .row.community {
      background: var(--sunken);
    }
    .row.grid:hover,
    .row.community:hover {
      background: color-mix(in srgb, var(--accent) 6%, var(--card));
    }
    .row[aria-selected='true'] {
      background: var(--accent-soft);
      box-shadow: inset 3px 0 0 var(--accent);
    }
    .table:focus-visible .row.active {
      outline: 2px solid var(--focus);
      outline-offset: -2px;
    }
    .cell {
      display: flex;
      align-items: center;
      gap: 4px;
      padding-inline: 4px;
      overflow: hidden;
      white-space: nowrap;
      text-overflow: ellipsis;
    }
    .cell.name {
      display: block;
    }
    .head .cell.name {
      display: flex;
    }
    .cell.wide {
      grid-column: 1 / 3;
    }
    .cell.wide strong {
      overflow: hidden;
      text-overflow: ellipsis;
      font-weight: 600;
    }
    .cell.wide .hint {
      flex: none;
    }
    .cell.indented {
      padding-inline-start: 30px;
    }
    .cell.code {
      font-family: var(--mono);
      font-size: 0.93em;
      gap: 2px;
    }
    .cell.households,
    .cell.residents,
    .cell.buildings {
      justify-content: flex-end;
    }
    .cell.kind,
    .cell.locked {
      justify-content: center;
      padding: 0;
      color: var(--muted);
    }
    .residents {
      display: none;
    }
    .mark {
      display: inline-flex;
    }
    .toggle {
      display: inline-grid;
      flex: none;
      place-items: center;
      width: 24px;
      height: 24px;
      margin-inline-start: -4px;
      border-radius: 4px;
      color: var(--muted);
    }
    .toggle:hover {
      background: color-mix(in srgb, var(--ink) 8%, transparent);
    }
    .microgrid {
      color: var(--muted);
      font-size: var(--small);
    }
    footer {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      gap: 2px 12px;
      padding: 6px 12px;
      border-top: 1px solid var(--line);
      font-size: var(--small);
    }
    @container (width >= 460px) {
      .row {
        grid-template-columns: 62px minmax(0, 1fr) 80px 72px 56px 28px 28px;
      }
      .cell.residents {
        display: flex;
      }
    }
    @container (width < 350px) {
      .row {
        grid-template-columns: 58px minmax(0, 1fr) 66px 24px 24px;
      }
      .cell.buildings {
        display: none;
      }
    }
  `,
];
