/** How a standing is drawn: the same icon and tone wherever it is told. */
import below from 'lucide-static/icons/arrow-down.svg?raw';
import above from 'lucide-static/icons/arrow-up.svg?raw';
import within from 'lucide-static/icons/check.svg?raw';
import dedicated from 'lucide-static/icons/landmark.svg?raw';
import excused from 'lucide-static/icons/shield-check.svg?raw';
import type { Standing } from './types.ts';

export const DRAWINGS: Readonly<Record<Standing, string>> = {
  below,
  within,
  above,
  dedicated,
  excused,
};

/** Classes of `.badge` in ui/controls.ts. */
export const TONES: Readonly<Record<Standing, string>> = {
  below: 'low',
  within: 'good',
  above: 'high',
  dedicated: '',
  excused: 'notice',
};
