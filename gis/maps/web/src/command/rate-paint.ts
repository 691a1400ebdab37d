/** Colours of grids from what the service found of them. */

import { inkOf } from '../map/palette.ts';
import type { Theme } from '../ui/theme.ts';
import type { Compared, GridRates, HotSpots } from './contract.ts';
import type { GridPaint } from './grid-layers.ts';
import { confidenceClass, diverging, divergingPale, heatOf, ratioClass, spread } from './scales.ts';

/** Most chance of error at which a difference is called significant. */
export const SURE = 0.05;
type Paints = ReadonlyMap<string, GridPaint>;

/** Grids by their rate against that of all: strong colours with an outline where it is
 * significant, pale ones where it may be chance, hatching where there is too little to judge. */
export function ratePaints(rates: GridRates, theme: Theme): Paints {
  const { overall_rate } = rates;
  const shades = shadesOf(theme);
  return new Map(
    rates.grids.map((one) => {
      const ratio = one.rate !== null && overall_rate ? one.rate / overall_rate : null;
      const few = one.level === 'few' || ratio === null;
      return [one.grid, shades(few ? null : ratio, one.level === 'high' || one.level === 'low')];
    }),
  );
}

/** Grids by how the second window differs from the first. */
export function ratioPaints(compared: Compared, theme: Theme): Paints {
  const shades = shadesOf(theme);
  return new Map(
    compared.rows.map((one) => [one.key, shades(one.ratio, one.q !== null && one.q < SURE)]),
  );
}

function shadesOf(theme: Theme): (ratio: number | null, sure: boolean) => GridPaint {
  const [strong, pale, ink] = [diverging(theme), divergingPale(theme), inkOf(theme)];
  return (ratio, sure) => {
    if (ratio === null) {
      return { fill: ink.ground, few: true, edge: null };
    }
    const fill = (sure ? strong : pale)[ratioClass(ratio)] ?? ink.ground;
    return { fill, few: false, edge: sure ? edgeOf(ratio, theme) : null };
  };
}

/** Colour of the outline: the end of the scale it tends to. */
function edgeOf(ratio: number, theme: Theme): string {
  const heat = heatOf(theme);
  return (ratio >= 1 ? heat.hot : heat.cold)[2] ?? '';
}

/** Grids by how sure it is that they are hot or cold spots. */
export function spotPaints(spots: HotSpots, theme: Theme): Paints {
  const [heat, ink] = [heatOf(theme), inkOf(theme)];
  return new Map(
    spots.spots.map((one): [string, GridPaint] => {
      const sure = one.level === 'none' ? null : confidenceClass(one.q);
      if (sure === null || one.level === 'none') {
        return [one.key, { fill: ink.ground, few: false, edge: null }];
      }
      const colours = heat[one.level];
      return [one.key, { fill: colours[sure] ?? '', few: false, edge: colours[2] ?? null }];
    }),
  );
}

/** Colours of the classes of counts that begin at these values. */
export function countColours(breaks: readonly number[], scale: readonly string[]): string[] {
  return spread(scale, breaks.length);
}
