/** Where grids stand to the band, why, and what kinds there are: the same words everywhere. */
import type { Pair } from '../ui/words.ts';
import { dictionary, either, figure, language } from '../ui/words.ts';
import type { Grid, Peopled, Rules, Standing } from './types.ts';

const say = dictionary({
  below: ['偏少', 'too few'],
  within: ['区间内', 'in the band'],
  above: ['偏多', 'too many'],
  dedicated: ['专属网格，不计区间', 'dedicated, no band'],
  excused: ['超出区间，有理由', 'out of the band, excused'],
});

/** Why a grid or micro-grid may lie outside its band; see gis.model.Reason. */
const REASONS: Readonly<Record<string, Pair>> = {
  community_total: [
    '社区总量无法分成都在区间内的网格',
    'The total of the community cannot be divided into grids that all lie in the band',
  ],
  grid_total: [
    '网格总量无法分成都在区间内的微网格',
    'The total of the grid cannot be divided into micro-grids that all lie in the band',
  ],
  pocket: [
    '被不可跨越的分隔线隔开，这一片的总量凑不进区间',
    'Cut off by barriers that cannot be crossed; the total of this part fits no number of grids',
  ],
  atom_too_large: [
    '含有不可再分的楼栋（或楼层），凑不进区间',
    'Holds a building (or floor) that cannot be divided any further',
  ],
  compound_kept_whole: ['按要求保持小区完整', 'A compound is kept whole, as was asked for'],
  dedicated: ['专属网格随对象划定，不计区间', 'Follows its site; the band does not apply'],
};

const CATEGORIES: Readonly<Record<string, Pair>> = {
  industrial_park: ['工业园区', 'Industrial park'],
  school: ['学校', 'School'],
  hospital: ['医院', 'Hospital'],
  scenic_spot: ['景区公园', 'Scenic spot'],
  commercial: ['商务楼宇', 'Commercial building'],
  market: ['市场', 'Market'],
  shops: ['商铺街区', 'Shopping street'],
  government: ['机关单位', 'Government'],
  enterprise: ['企业', 'Enterprise'],
  religious: ['宗教场所', 'Religious site'],
  transport_hub: ['交通枢纽', 'Transport hub'],
};

/** Every category a dedicated grid can be of. */
export const CATEGORY_NAMES = Object.keys(CATEGORIES);

/** A count of people as it may be shown. */
export function people(unit: Peopled, by: Rules['by']): string {
  return unit[`${by}_text`] ?? figure(unit[by]);
}

/** What of a grid is held against the band. */
export function load(grid: Pick<Grid, 'households' | 'residents'>, rules: Rules): number {
  return grid[rules.by];
}

export function standing(
  grid: Pick<Grid, 'kind' | 'reason' | 'households' | 'residents'>,
  rules: Rules,
): Standing {
  const value = load(grid, rules);
  if (grid.kind === 'dedicated') {
    return 'dedicated';
  }
  if (value >= rules.band.lower && value <= rules.band.upper) {
    return 'within';
  }
  if (grid.reason) {
    return 'excused';
  }
  return value < rules.band.lower ? 'below' : 'above';
}

/** The standing in words. */
export function standingTold(which: Standing): string {
  return say[which]();
}

/** A reason in words; reasons this page does not know are shown as they are. */
export function reasonTold(reason: string): string {
  return either(REASONS[reason] ?? [reason, reason]);
}

export function categoryTold(category: string): string {
  return either(CATEGORIES[category] ?? [category, category]);
}

/** A grid's name in the language of the page. */
export function nameOf(grid: Pick<Grid, 'name' | 'name_en'>): string {
  return language.get() === 'en' && grid.name_en ? grid.name_en : grid.name;
}

/** The last digits of a grid's code, which is how people call it inside a community. */
export function shortCode(code: string, community: string): string {
  return code.startsWith(community) ? code.slice(community.length) : code;
}
