/** What the colours of the map mean now, in words and figures. */
import type { Theme } from '../ui/theme.ts';
import { dictionary, figure } from '../ui/words.ts';
import type { Compared, Density, GridRates, HotSpots, Step } from './contract.ts';
import { largest } from './density-layer.ts';
import { countColours } from './rate-paint.ts';
import { diverging, divergingPale, heatOf, RATIOS, sequential } from './scales.ts';
import { stepName } from './words.ts';

const say = dictionary({
  rate: ['每千户事件数', 'Tickets per 1,000 households'],
  rateNote: (average: string) => [
    `与全部网格的平均 ${average} 件相比`,
    `against ${average}, the average of all grids`,
  ],
  hexes: ['每个六边形的事件数', 'Tickets of each hexagon'],
  hexNote: ['六边形大小随缩放变化', 'The size of hexagons follows the zoom'],
  density: ['事件密度', 'Density of tickets'],
  densityNote: (metres: string) => [
    `核密度，带宽 ${metres} 米，单位：件/平方公里`,
    `kernel density, bandwidth ${metres} m, in tickets per km²`,
  ],
  spots: ['热点与冷点', 'Hot and cold spots'],
  spotsNote: (method: string) => [
    `${method}，已控制错误发现率`,
    `${method}, with the false discovery rate controlled`,
  ],
  hot: ['热点', 'Hot'],
  cold: ['冷点', 'Cold'],
  ratio: ['时段 A 与时段 B 之比', 'Window A against window B'],
  ratioNote: ['按时长折算；大于 1：A 更多', 'per unit of time; above 1: more in A'],
  film: ['回放：每个六边形的事件数', 'Playback: tickets of each hexagon'],
  each: (step: string) => [`${step}一帧`, `a frame ${step.toLowerCase()}`],
  summed: ['从时段开始累计', 'summed up from the beginning of the window'],
  points: ['事件位置', 'Places of tickets'],
  pointsNote: ['数字为聚合的事件数', 'Figures count the tickets gathered there'],
  more: (value: string) => [`${value} 以上`, `${value} or more`],
});

export interface Scale {
  readonly colours: readonly string[];
  readonly pale?: readonly string[];
  /** Texts between the colours; one less than colours, or below each colour. */
  readonly ticks: readonly string[];
  readonly ends?: readonly [string, string];
  /** Said before the colours. */
  readonly name?: string;
  /** Whether one colour goes over into the next. */
  readonly smooth?: boolean;
}

export interface Legend {
  readonly title: string;
  readonly note: string;
  readonly scales: readonly Scale[];
  /** Whether strong, pale and hatched are to be explained. */
  readonly judged: boolean;
  readonly points: boolean;
}

export function rateLegend(rates: GridRates | null, theme: Theme): Legend {
  const average = rates?.overall_rate ?? null;
  const ticks = RATIOS.map((ratio) => (average === null ? '' : digits(ratio * average)));
  return {
    title: say.rate(),
    note: say.rateNote(average === null ? '–' : digits(average)),
    scales: [{ colours: diverging(theme), pale: divergingPale(theme), ticks }],
    judged: true,
    points: false,
  };
}

export function ratioLegend(_: Compared | null, theme: Theme): Legend {
  const ticks = RATIOS.map((ratio) => digits(ratio));
  return {
    title: say.ratio(),
    note: say.ratioNote(),
    scales: [{ colours: diverging(theme), pale: divergingPale(theme), ticks }],
    judged: true,
    points: false,
  };
}

/** @param film what frames are, where a film is shown. */
export function countLegend(
  breaks: readonly number[],
  theme: Theme,
  film: { readonly step: Step; readonly cumulative: boolean } | null,
): Legend {
  const colours = countColours(breaks, sequential(theme));
  const ticks = breaks.map((from, i) => {
    const next = breaks[i + 1];
    return next === undefined ? `≥${figure(from)}` : range(from, next - 1);
  });
  return {
    title: film ? say.film() : say.hexes(),
    note: film ? (film.cumulative ? say.summed() : say.each(stepName(film.step))) : say.hexNote(),
    scales: [{ colours, ticks }],
    judged: false,
    points: false,
  };
}

export function densityLegend(density: Density | null, bandwidth: number, theme: Theme): Legend {
  return {
    title: say.density(),
    note: say.densityNote(figure(density?.bandwidth ?? bandwidth)),
    scales: [
      {
        colours: sequential(theme),
        ticks: [],
        ends: ['0', density ? digits(largest(density)) : '–'],
        smooth: true,
      },
    ],
    judged: false,
    points: false,
  };
}

export function spotLegend(spots: HotSpots | null, theme: Theme): Legend {
  const heat = heatOf(theme);
  const ticks = ['90%', '95%', '99%'];
  return {
    title: say.spots(),
    note: say.spotsNote(spots?.method ?? 'Getis-Ord Gi*'),
    scales: [
      { colours: heat.hot, ticks: [], name: say.hot() },
      { colours: heat.cold, ticks, name: say.cold() },
    ],
    judged: false,
    points: false,
  };
}

export function pointLegend(): Legend {
  return { title: say.points(), note: say.pointsNote(), scales: [], judged: false, points: true };
}

function range(from: number, to: number): string {
  return from === to ? figure(from) : `${figure(from)}–${figure(to)}`;
}

/** A figure with as many digits as tell something. */
export function digits(value: number): string {
  return figure(value, value >= 100 ? 0 : value >= 10 ? 1 : 2);
}
