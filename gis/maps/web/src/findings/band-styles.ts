/** How the band meter looks. */
import { css } from 'lit';
import { marks } from '../panels/marks.ts';
import { controls } from '../ui/controls.ts';
import { list } from './list-styles.ts';

export const styles = [
  controls,
  marks,
  list,
  css`
    .head {
      display: grid;
      gap: 8px;
      padding: 12px;
      border-bottom: 1px solid var(--line);
    }
    .sums {
      display: flex;
      flex-wrap: wrap;
      gap: 6px;
    }
    h3 {
      padding: 12px 12px 4px;
      color: var(--muted);
      font-size: var(--small);
    }
    li {
      contain-intrinsic-height: auto 52px;
    }
    .grid {
      display: grid;
      grid-template-columns: 20px 40px minmax(0, 1fr) auto;
      gap: 0 8px;
      align-items: center;
      width: 100%;
      padding: 6px 12px 8px;
      border: 0;
      border-radius: 0;
      text-align: start;
    }
    li.current .name,
    li.current .code {
      color: var(--accent);
      font-weight: 600;
    }
    .grid:focus-visible {
      outline-offset: -2px;
    }
    .name {
      overflow: hidden;
      text-overflow: ellipsis;
    }
    .value {
      font-variant-numeric: tabular-nums;
      text-align: end;
    }
    .off {
      margin-inline-start: 6px;
      font-weight: 600;
    }
    .off.below {
      color: var(--low);
    }
    .off.above {
      color: var(--high);
    }
    .bar {
      grid-column: 2 / -1;
      display: block;
      width: 100%;
      height: 10px;
      margin-top: 4px;
    }
    .bar .track {
      fill: var(--sunken);
      stroke: var(--line);
    }
    li.current .bar .track {
      fill: var(--card);
    }
    .bar .band {
      fill: color-mix(in srgb, var(--good) 24%, var(--card));
    }
    .bar .edge {
      stroke: var(--good);
      stroke-width: 1.5;
      vector-effect: non-scaling-stroke;
    }
    .bar .filled {
      fill: var(--muted);
    }
    .bar .filled.below {
      fill: var(--low);
    }
    .bar .filled.above {
      fill: var(--high);
    }
    .bar .filled.within {
      fill: var(--good);
    }
    .bar .filled.excused {
      fill: var(--notice);
    }
    .why {
      padding: 0 12px 8px 40px;
      color: var(--muted);
      font-size: var(--small);
    }
  `,
];
