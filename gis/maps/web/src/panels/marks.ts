/** Small drawings of the panels: where a count stands to the band, as an icon and as a meter. */
import { css, html, svg, type TemplateResult } from 'lit';
import { load, standing, standingTold } from '../plan/standing.ts';
import { DRAWINGS, TONES } from '../plan/standing-marks.ts';
import type { Grid, Rules } from '../plan/types.ts';
import { icon } from '../ui/icon.ts';
import { figure } from '../ui/words.ts';

export const marks = css`
  .standing {
    display: inline-flex;
    flex: none;
    color: var(--muted);
  }
  .standing.low {
    color: var(--low);
  }
  .standing.good {
    color: var(--good);
  }
  .standing.high {
    color: var(--high);
  }
  .standing.notice {
    color: var(--notice);
  }
  .meter {
    display: block;
    width: 100%;
    height: 26px;
    overflow: visible;
  }
  .meter .axis {
    fill: var(--sunken);
    stroke: var(--line);
  }
  .meter .band {
    fill: var(--good-soft);
    stroke: var(--good);
  }
  .meter .needle {
    stroke: var(--ink);
    stroke-width: 2.5;
  }
  .meter .head {
    fill: var(--ink);
  }
  .meter text {
    fill: var(--muted);
    font-size: 11px;
    font-variant-numeric: tabular-nums;
    text-anchor: middle;
  }
`;

/** An icon with its words as title and for screen readers. */
export function standingIcon(grid: Grid, rules: Rules): TemplateResult {
  const which = standing(grid, rules);
  const told = standingTold(which);
  return html`<span class="standing ${TONES[which]}" title=${told}
    >${icon(DRAWINGS[which], 15)}<span class="visually-hidden">${told}</span></span
  >`;
}

/** Icon and words. */
export function standingBadge(grid: Grid, rules: Rules): TemplateResult {
  const which = standing(grid, rules);
  return html`<span class="badge ${TONES[which]}"
    >${icon(DRAWINGS[which], 14)}${standingTold(which)}</span
  >`;
}

const WIDTH = 320;

/** Where a count lies on a line that has the band in its middle. */
export function meter(grid: Grid, rules: Rules): TemplateResult {
  const { lower, upper } = rules.band;
  const value = load(grid, rules);
  const at = scale(lower, upper);
  const x = at(value);
  const [from, to] = [at(lower), at(upper)];
  const label = `${figure(value)} / ${lower}–${upper}`;
  return html`<svg class="meter" viewBox="0 0 ${WIDTH} 26" role="img" aria-label=${label}>
    ${svg`
      <rect class="axis" x="0.5" y="4.5" width=${WIDTH - 1} height="7" rx="3.5"></rect>
      <rect class="band" x=${from} y="4.5" width=${to - from} height="7"></rect>
      <line class="needle" x1=${x} x2=${x} y1="1" y2="15"></line>
      <text x=${from} y="25">${lower}</text>
      <text x=${to} y="25">${upper}</text>
    `}
  </svg>`;
}

/** Where a count is drawn: the band takes the middle third, what lies far outside the edge. */
export function scale(lower: number, upper: number): (value: number) => number {
  const span = Math.max(1, upper - lower);
  const least = lower - span;
  return (value) => {
    const share = (value - least) / (3 * span);
    return Math.round(Math.min(0.99, Math.max(0.01, share)) * WIDTH * 10) / 10;
  };
}
