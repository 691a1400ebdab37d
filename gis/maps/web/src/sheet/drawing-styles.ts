/** How the map of a sheet and the signs of its legend are drawn; widths are millimetres. */
import { css } from 'lit';

export const drawing = css`
  .line {
    fill: none;
    stroke-linejoin: round;
  }
  .ground {
    fill: #efeee8;
  }
  .ground.own {
    fill: #ffffff;
  }
  .line.own {
    stroke: #b3002f;
    stroke-width: 0.9;
  }
  .line.casing {
    stroke: #ffffff;
    stroke-width: 1.9;
    stroke-opacity: 0.75;
  }
  .line.neighbour {
    stroke: #34404e;
    stroke-width: 0.5;
  }
  .line.microgrid {
    stroke: #6d3a9c;
    stroke-width: 0.25;
  }
  .building {
    fill: #b9bcc2;
  }
  .edge {
    fill: none;
    stroke: #1d2733;
    stroke-width: 0.5;
  }
  .guide {
    fill: none;
    stroke: none;
  }
  .label text,
  .name {
    paint-order: stroke;
    stroke: #ffffff;
    stroke-width: 0.9px;
    stroke-linejoin: round;
    text-anchor: middle;
    font-family: var(--sans);
  }
  .label.grid-code text {
    fill: #34404e;
    font-weight: 650;
  }
  .label.count text {
    fill: #1d2733;
    font-variant-numeric: tabular-nums;
  }
  .name {
    fill: #55616e;
    letter-spacing: 0.2px;
  }
  .name.water {
    fill: #2c6a8f;
  }
  .scale rect {
    fill: #ffffff;
    fill-opacity: 0.85;
  }
  .scale path {
    fill: none;
    stroke: #1d2733;
    stroke-width: 0.35;
  }
  .scale text,
  .north text {
    fill: #1d2733;
    font-family: var(--sans);
  }
  .north text {
    text-anchor: middle;
    font-weight: 650;
  }
  .north .half {
    fill: #1d2733;
  }
  .north .other {
    fill: #ffffff;
    stroke: #1d2733;
    stroke-width: 0.25;
  }
`;
