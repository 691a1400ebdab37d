/** Words of the command centre that several of its elements say. */
import type { Layer, Preset, Span } from '../app/command-route.ts';
import { dictionary, either, locale, type Pair } from '../ui/words.ts';
import type { Step, Trend } from './contract.ts';
import { DAY, edges } from './time.ts';

const PRESETS: Readonly<Record<Preset, Pair>> = {
  today: ['今天', 'Today'],
  '24h': ['24 小时', '24 h'],
  '7d': ['7 天', '7 days'],
  '30d': ['30 天', '30 days'],
  year: ['一年', 'Year'],
};

const LAYERS: Readonly<Record<Layer, Pair>> = {
  rate: ['每千户', 'Rate'],
  hexes: ['六边形', 'Hexagons'],
  density: ['密度', 'Density'],
  points: ['点位', 'Points'],
  spots: ['热点', 'Hot spots'],
  ratio: ['对比', 'Compare'],
  none: ['无', 'None'],
};

const TRENDS: Readonly<Record<Trend, Pair>> = {
  new: ['新出现', 'New'],
  consecutive: ['连续', 'Consecutive'],
  intensifying: ['增强', 'Intensifying'],
  persistent: ['持续', 'Persistent'],
  diminishing: ['减弱', 'Diminishing'],
  sporadic: ['时有时无', 'Sporadic'],
  historical: ['曾经', 'Historical'],
};

const STEPS: Readonly<Record<Step, Pair>> = {
  hour: ['每小时', 'Per hour'],
  day: ['每天', 'Per day'],
  week: ['每周', 'Per week'],
  month: ['每月', 'Per month'],
};

const say = dictionary({
  range: (from: string, to: string) => [`${from} 至 ${to}`, `${from} to ${to}`],
});

export const presetName = (preset: Preset): string => either(PRESETS[preset]);
export const layerName = (layer: Layer): string => either(LAYERS[layer]);
export const trendName = (trend: Trend): string => either(TRENDS[trend]);
export const stepName = (step: Step): string => either(STEPS[step]);

/** A window as people write it: whole days by their first and last day, else with hours. */
export function spanText(span: Span): string {
  const [from, to] = edges(span);
  const whole = span.from.length === 10 && span.to.length === 10;
  if (whole && to - from === DAY) {
    return dayText(from);
  }
  return whole
    ? say.range(dayText(from), dayText(to - 1))
    : say.range(hourText(from), hourText(to));
}

/** A day in China. */
export function dayText(at: number): string {
  return format(at, { year: 'numeric', month: '2-digit', day: '2-digit' });
}

/** A day and an hour in China. */
export function hourText(at: number): string {
  return format(at, {
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}

function format(at: number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale.get(), { timeZone: 'Asia/Shanghai', ...options }).format(
    at,
  );
}
