/** Expressions of the map's style: colours by figures, widths that grow with the scale. */
import type { ExpressionSpecification } from 'maplibre-gl';
import { type Category, FAR, type Ink } from './palette.ts';

export interface Band {
  readonly lower: number;
  readonly upper: number;
}

/** Metres that a pixel covers at zoom 0 on the equator. */
const METRES = 78271.517;
const MAX_ZOOM = 24;

/** Where a total stands to the band: an index into the scale; see `step` of gis.maps.style. */
export function standing(total: number, band: Band): number {
  const { lower, upper } = band;
  if (total < lower) {
    return lower - total > FAR * lower ? 0 : 1;
  }
  if (total > upper) {
    return total - upper > FAR * upper ? 6 : 5;
  }
  const width = upper - lower;
  return width === 0 ? 3 : 2 + Math.min(2, Math.floor((3 * (total - lower)) / width));
}

/** The same as an expression of whole numbers. */
export function bandColour(
  total: ExpressionSpecification,
  band: Band,
  scale: readonly string[],
): ExpressionSpecification {
  const { lower, upper } = band;
  const third = (upper - lower) / 3;
  const wanted = [
    { from: lower * (1 - FAR), step: 1 },
    ...(third > 0
      ? [lower, lower + third, lower + 2 * third].map((from, i) => ({ from, step: 2 + i }))
      : [{ from: lower, step: 3 }]),
    { from: upper + 1, step: 5 },
    { from: Math.floor(upper * (1 + FAR)) + 1, step: 6 },
  ];
  // Stops must rise; where two fall together the later one counts.
  const stops = wanted.filter(({ from }, i) => from < (wanted[i + 1]?.from ?? Infinity));
  return [
    'step',
    total,
    scale[0] ?? '',
    ...stops.flatMap(({ from, step }) => [from, scale[step] ?? '']),
  ] as ExpressionSpecification;
}

/** One value of each category, chosen by the property `category`. */
export function byCategory(
  categories: Readonly<Record<string, Category>>,
  value: (category: Category, name: string) => string,
  otherwise: string,
): ExpressionSpecification {
  const cases = Object.entries(categories).flatMap(([name, look]) => [name, value(look, name)]);
  return ['match', ['get', 'category'], ...cases, otherwise] as unknown as ExpressionSpecification;
}

/** Fill of the eight colours by a number. */
export function eightColour(number: ExpressionSpecification, ink: Ink): ExpressionSpecification {
  const cases = ink.eight.slice(1).flatMap((colour, i) => [i + 1, colour]);
  return [
    'match',
    ['%', number, ink.eight.length],
    ...cases,
    ink.eight[0] ?? ink.ground,
  ] as unknown as ExpressionSpecification;
}

/** Pixels of a line that is some metres wide on the ground, between a least and a most width. */
export function metresWide(
  road: { readonly metres: number; readonly least: number; readonly most: number },
  latitude: number,
  extra = 0,
): ExpressionSpecification {
  const scale = METRES * Math.cos((latitude * Math.PI) / 180);
  const zoomOf = (pixels: number) =>
    Math.max(0, Math.min(MAX_ZOOM - 1, Math.log2((pixels * scale) / road.metres)));
  const [near, far] = [zoomOf(road.least), Math.max(zoomOf(road.most), zoomOf(road.least) + 0.01)];
  return [
    'interpolate',
    ['exponential', 2],
    ['zoom'],
    near,
    road.least + extra,
    far,
    road.most + extra,
  ] as ExpressionSpecification;
}

/** A width or an opacity that grows with the zoom: pairs of zoom and value. */
export function byZoom(
  ...stops: (readonly [zoom: number, value: number])[]
): ExpressionSpecification {
  return ['interpolate', ['linear'], ['zoom'], ...stops.flat()] as ExpressionSpecification;
}
