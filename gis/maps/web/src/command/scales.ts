/** Colours of rates, counts and hot spots that those who see colours otherwise can tell apart too:
 * blue to orange about a middle, or one way from dim to strong. */
import { inkOf } from '../map/palette.ts';
import type { Theme } from '../ui/theme.ts';

/** Where classes of a ratio to the average begin; the first class is below the first. */
export const RATIOS = [1 / 2, 2 / 3, 1 / 1.15, 1.15, 1.5, 2] as const;

const COUNTS: Readonly<Record<Theme, readonly string[]>> = {
  light: ['#fdeab9', '#fbcd86', '#f5a355', '#e6763d', '#c94a36', '#9c2539', '#661034'],
  dark: ['#3a2450', '#64246a', '#95305f', '#c6444c', '#ea6c33', '#f8a326', '#fde283'],
};

const HEAT: Readonly<Record<Theme, Readonly<Record<'hot' | 'cold', readonly string[]>>>> = {
  light: { hot: ['#f8d0ab', '#ec9352', '#c4481a'], cold: ['#c6daee', '#82aedb', '#3a73b4'] },
  dark: { hot: ['#5b3c26', '#a55a24', '#f28b3c'], cold: ['#27405a', '#30639a', '#5fa6ee'] },
};
/** Chance of error below which a spot is drawn in the class of that place, weakest first. */
export const CONFIDENCE = [0.1, 0.05, 0.01] as const;

/** From far below the average to far above it. */
export function diverging(theme: Theme): readonly string[] {
  return inkOf(theme).scale;
}

/** The same, paler: a difference that may well be chance. */
export function divergingPale(theme: Theme): readonly string[] {
  return inkOf(theme).excused;
}

/** From few to many. */
export function sequential(theme: Theme): readonly string[] {
  return COUNTS[theme];
}

export function heatOf(theme: Theme): Readonly<Record<'hot' | 'cold', readonly string[]>> {
  return HEAT[theme];
}

/** Class of a ratio to the average, 0 to 6. */
export function ratioClass(ratio: number): number {
  return RATIOS.filter((start) => ratio >= start).length;
}

/** Class of a hot spot by its chance of error: 0 to 2, or null where it is not sure enough. */
export function confidenceClass(q: number): number | null {
  const found = CONFIDENCE.findLastIndex((most) => q < most);
  return found < 0 ? null : found;
}

/** Where classes of counts begin: 1, then at most six rounded numbers (1-2-5) up to the largest. */
export function countBreaks(largest: number): number[] {
  const round: number[] = [];
  for (let power = 1; power <= largest; power *= 10) {
    round.push(power, 2 * power, 5 * power);
  }
  const within = round.filter((value) => value > 1 && value <= largest);
  return [1, ...within.slice(-6)];
}

/** Colours for some classes, as far apart as the scale allows. */
export function spread(scale: readonly string[], classes: number): string[] {
  const last = scale.length - 1;
  return Array.from({ length: classes }, (_, i) => {
    const at = classes === 1 ? last : Math.round((i * last) / (classes - 1));
    return scale[at] ?? '';
  });
}
