/** Styles of the timeline; its chart is uPlot's. */
import { css } from 'lit';

export const timelineStyles = css`
  :host {
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    min-width: 0;
    border-top: 1px solid var(--line);
    background: var(--card);
  }
  .bar {
    display: flex;
    gap: 4px;
    align-items: center;
    min-width: 0;
    padding: 4px 8px 0;
    overflow: hidden;
    font-size: var(--small);
    white-space: nowrap;
  }
  .bar button {
    flex: none;
    min-height: 28px;
    padding: 2px 8px;
  }
  .bar button.icon {
    width: 28px;
    padding: 0;
  }
  .group {
    display: flex;
    flex: none;
    gap: 2px;
  }
  .window {
    flex: none;
    min-width: 150px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    text-align: center;
  }
  .sum {
    flex: none;
    min-width: 64px;
    color: var(--muted);
    font-variant-numeric: tabular-nums;
  }
  .other {
    overflow: hidden;
    color: var(--notice);
    font-variant-numeric: tabular-nums;
    text-overflow: ellipsis;
  }
  .main {
    display: flex;
    flex: 1;
    gap: 4px;
    align-items: center;
    min-width: 0;
    overflow: hidden;
  }
  .step {
    flex: none;
    color: var(--muted);
  }
  .pulse {
    display: inline-flex;
    flex: none;
    gap: 6px;
    align-items: center;
    padding-inline: 8px 4px;
    color: var(--muted);
  }
  .pulse i {
    width: 8px;
    height: 8px;
    border: 1.5px solid currentcolor;
    border-radius: 50%;
  }
  .pulse.live {
    color: var(--good);
    font-weight: 600;
  }
  .pulse.live i {
    background: currentcolor;
  }
  .pulse.away {
    color: var(--danger);
    font-weight: 600;
  }
  .chart {
    position: relative;
    min-width: 0;
    min-height: 0;
    overflow: hidden;
  }
  .u-over {
    cursor: crosshair;
  }
  .brush {
    position: absolute;
    inset-block: 0;
    border-inline: 2px solid var(--brush);
    background: color-mix(in srgb, var(--brush) 15%, transparent);
    cursor: grab;
    touch-action: none;
  }
  .brush.first {
    --brush: var(--accent);
  }
  .brush.second {
    --brush: var(--notice);
  }
  .brush b {
    position: absolute;
    inset-block-start: 0;
    padding: 0 4px;
    background: var(--brush);
    color: var(--card);
    font-size: 11px;
    line-height: 14px;
    pointer-events: none;
  }
  .edge {
    --grip: 24px;
    position: absolute;
    inset-block: 0;
    width: var(--grip);
    cursor: ew-resize;
    touch-action: none;
  }
  /* Within the window, so that two windows beside each other can be told apart; side by side
     where it is narrow. */
  .edge.from {
    inset-inline-start: min(-2px, 50% - var(--grip));
  }
  .edge.to {
    inset-inline-end: min(-2px, 50% - var(--grip));
  }
  .edge:focus-visible {
    outline-offset: -2px;
  }
  .head {
    position: absolute;
    inset-block: 0;
    width: 2px;
    background: var(--ink);
    pointer-events: none;
  }
  .tip {
    position: absolute;
    inset-block-start: 2px;
    z-index: 3;
    padding: 1px 8px;
    border: 1px solid var(--line);
    border-radius: 4px;
    background: var(--raised);
    box-shadow: var(--shadow);
    font-size: var(--small);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
    pointer-events: none;
  }
  :host([wall]) :is(.group, button) {
    display: none;
  }
  :host([wall]) wg-player:not([playing]) {
    display: none;
  }
  @media (width <= 1700px) {
    .step,
    .sum {
      display: none;
    }
  }
  @media (width <= 1500px) {
    .other,
    .playing .group {
      display: none;
    }
  }
  @media (pointer: coarse) {
    .bar button {
      min-height: 40px;
    }
    .bar button.icon {
      width: 40px;
    }
    .edge {
      --grip: 40px;
    }
  }
`;
