/** How sheets look, on the screen and on paper: measures of paper are millimetres. */
import { css } from 'lit';
import { controls } from '../ui/controls.ts';
import { drawing } from './drawing-styles.ts';

export const styles = [
  controls,
  css`
    :host {
      display: block;
      min-height: 100%;
      background: var(--paper);
    }
    .bar {
      position: sticky;
      top: 0;
      z-index: 1;
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
      align-items: center;
      padding: 8px 16px;
      border-bottom: 1px solid var(--line);
      background: var(--card);
    }
    .bar .gap {
      flex: 1;
    }
    .group {
      display: inline-flex;
    }
    .group button {
      border-radius: 0;
    }
    .group button:first-child {
      border-radius: var(--radius) 0 0 var(--radius);
    }
    .group button:last-child {
      margin-inline-start: -1px;
      border-radius: 0 var(--radius) var(--radius) 0;
    }
    .message {
      max-width: 560px;
      margin: 32px auto;
    }
    .papers {
      display: grid;
      gap: 24px;
      justify-content: center;
      padding: 24px;
      overflow-x: auto;
    }
    .paper {
      display: grid;
      grid-template-rows: auto auto minmax(0, 1fr) auto;
      gap: 3mm;
      width: 210mm;
      height: 297mm;
      padding: 12mm;
      background: #ffffff;
      box-shadow: var(--shadow);
      color: #1d2733;
      font-size: 9.5pt;
      line-height: 1.4;
      overflow: hidden;
      print-color-adjust: exact;
    }
    .paper.landscape {
      grid-template: auto minmax(0, 1fr) auto / 172mm minmax(0, 1fr);
      column-gap: 6mm;
      width: 297mm;
      height: 210mm;
    }
    .landscape header,
    .landscape footer {
      grid-column: 1 / -1;
    }
    header {
      display: flex;
      justify-content: space-between;
      gap: 8mm;
      align-items: end;
    }
    .place {
      font-size: 10pt;
      color: #55616e;
    }
    h1 {
      font-size: 17pt;
      line-height: 1.2;
    }
    h1 .code {
      color: #17456e;
    }
    h2 {
      margin-bottom: 1mm;
      font-size: 9.5pt;
    }
    .approval {
      flex: none;
      display: flex;
      gap: 2mm;
      align-items: end;
    }
    .blank {
      display: inline-block;
      width: 42mm;
      height: 1.2em;
      border-bottom: 0.3mm solid #1d2733;
    }
    dd .blank {
      width: 30mm;
      height: 1em;
    }
    figure {
      margin: 0;
    }
    svg.map {
      display: block;
      width: 186mm;
      height: 150mm;
    }
    .landscape svg.map {
      width: 172mm;
      height: 158mm;
    }
    .words {
      display: grid;
      grid-template-columns: 58mm minmax(0, 1fr);
      grid-template-rows: auto minmax(0, 1fr);
      gap: 4mm 7mm;
      align-content: start;
      min-height: 0;
    }
    .landscape .words {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: none;
      gap: 4mm;
    }
    .micro {
      grid-row: span 2;
    }
    .landscape .micro {
      grid-row: auto;
    }
    .borders {
      grid-column: 1;
    }
    .legend {
      grid-column: 1 / -1;
      align-self: end;
    }
    dl {
      display: grid;
      grid-template-columns: max-content minmax(0, 1fr);
      gap: 0.6mm 4mm;
      align-content: start;
      margin: 0;
    }
    dt {
      color: #55616e;
    }
    dd {
      margin: 0;
      font-variant-numeric: tabular-nums;
    }
    .tables {
      display: flex;
      gap: 5mm;
      align-items: start;
    }
    th,
    td {
      padding: 0.4mm 1.5mm;
      border-bottom: 0.15mm solid #c9c8c1;
      color: inherit;
      font-size: 8.5pt;
    }
    th {
      color: #55616e;
      border-bottom: 0.3mm solid #55616e;
    }
    .total td {
      border-bottom: 0;
      font-weight: 650;
    }
    .more {
      font-size: 8.5pt;
      color: #55616e;
    }
    .legend ul {
      display: flex;
      flex-wrap: wrap;
      gap: 1mm 5mm;
      margin: 0;
      padding: 0;
      list-style: none;
      font-size: 8.5pt;
    }
    .legend li {
      display: inline-flex;
      gap: 1.5mm;
      align-items: center;
    }
    .legend svg {
      width: 10mm;
      height: 4mm;
    }
    footer {
      display: flex;
      justify-content: space-between;
      gap: 6mm;
      padding-top: 1.5mm;
      border-top: 0.2mm solid #a9adb0;
      color: #55616e;
      font-size: 8pt;
    }
    footer span:first-child {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    footer span:last-child {
      flex: none;
    }
  `,
  drawing,
  css`
    @media print {
      :host {
        background: none;
      }
      .bar {
        display: none;
      }
      .papers {
        display: block;
        padding: 0;
        overflow: visible;
      }
      .paper {
        width: 186mm;
        height: 272mm;
        padding: 0;
        box-shadow: none;
        break-after: page;
        break-inside: avoid;
      }
      .paper.landscape {
        width: 273mm;
        height: 185mm;
      }
      .paper:last-child {
        break-after: auto;
      }
    }
  `,
];
