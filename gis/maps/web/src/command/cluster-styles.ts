/** Styles of clusters and single tickets on the map. */
import { css } from 'lit';

export const clusterStyles = css`
  .cluster {
    display: grid;
    min-width: 24px;
    min-height: 24px;
    padding: 0;
    place-items: center;
    border: 0;
    background: none;
    line-height: 0;
    cursor: pointer;
  }
  .cluster:hover:not(:disabled) {
    background: none;
  }
  .cluster svg {
    overflow: visible;
    filter: drop-shadow(0 1px 2px rgb(0 0 0 / 35%));
  }
  .cluster:hover svg {
    scale: 1.08;
  }
  .cluster .back {
    fill: var(--raised);
  }
  .cluster text {
    fill: var(--ink);
    font: 600 12px var(--sans);
    font-variant-numeric: tabular-nums;
    text-anchor: middle;
    dominant-baseline: central;
  }
  .cluster path {
    stroke: var(--raised);
    stroke-width: 1;
  }
  .cluster .red {
    fill: var(--ticket-red);
  }
  .cluster .yellow {
    fill: var(--ticket-yellow);
  }
  .cluster .green {
    fill: var(--ticket-green);
  }
  .cluster .closed {
    fill: var(--ticket-closed);
  }
  .cluster .single {
    stroke-width: 1.5;
  }
`;
