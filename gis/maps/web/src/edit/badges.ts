/** A count with where it stands to the band: icon, text and colour. */
import { html, type TemplateResult } from 'lit';
import below from 'lucide-static/icons/arrow-down-to-line.svg?raw';
import above from 'lucide-static/icons/arrow-up-to-line.svg?raw';
import dedicated from 'lucide-static/icons/building-2.svg?raw';
import within from 'lucide-static/icons/check.svg?raw';
import excused from 'lucide-static/icons/circle-alert.svg?raw';
import { standingTold } from '../plan/standing.ts';
import type { Standing } from '../plan/types.ts';
import { icon } from '../ui/icon.ts';

const DRAWINGS: Readonly<Record<Standing, string>> = { below, within, above, dedicated, excused };
const TONES: Readonly<Record<Standing, string>> = {
  below: 'low',
  within: 'good',
  above: 'high',
  dedicated: 'notice',
  excused: '',
};

/** Short: the icon alone, with its words for screen readers. */
export function badge(standing: Standing, short = false): TemplateResult {
  const words = standingTold(standing);
  return html`<span class="badge ${TONES[standing]}" title=${words}>
    ${icon(DRAWINGS[standing], 14)}<span class=${short ? 'visually-hidden' : ''}>${words}</span>
  </span>`;
}
