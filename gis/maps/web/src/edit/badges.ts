/** A count with where it stands to the band: icon, text and colour. */
import { html, type TemplateResult } from 'lit';
import { standingTold } from '../plan/standing.ts';
import { DRAWINGS, TONES } from '../plan/standing-marks.ts';
import type { Standing } from '../plan/types.ts';
import { icon } from '../ui/icon.ts';

/** Short: the icon alone, with its words for screen readers. */
export function badge(standing: Standing, short = false): TemplateResult {
  const words = standingTold(standing);
  return html`<span class="badge ${TONES[standing]}" title=${words}>
    ${icon(DRAWINGS[standing], 14)}<span class=${short ? 'visually-hidden' : ''}>${words}</span>
  </span>`;
}
