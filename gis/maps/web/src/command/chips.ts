/** The filters that are set, each with the address without it. */
import type { CommandRoute } from '../app/command-route.ts';
import type { Channel, Colour, Stage } from '../tickets/types.ts';
import { channelName, className, colourName, stageName } from '../tickets/words.ts';
import { dictionary, either } from '../ui/words.ts';
import { categories } from './categories.ts';
import { CLASS_DIGITS, kindName } from './category-tree.ts';
import { facets, rates } from './sources.ts';

const say = dictionary({
  open: ['未结', 'Open'],
  late: ['超期', 'Late'],
  grid: (name: string) => [`网格 ${name}`, `Grid ${name}`],
  of: (one: string, other: string) => [`${one} · ${other}`, `${one} · ${other}`],
});
const COLOURS = new Set(['green', 'yellow', 'red']);

export interface Chip {
  readonly name: string;
  readonly without: Partial<CommandRoute>;
}

export function chipsOf(route: CommandRoute): Chip[] {
  const lists = (['category', 'channel', 'unit', 'status'] as const).flatMap((field) =>
    route[field].map((value) => ({
      name: NAMES[field](value),
      without: { [field]: route[field].filter((one) => one !== value) },
    })),
  );
  return [
    ...(route.grid === null
      ? []
      : [{ name: say.grid(gridName(route.grid)), without: { grid: null } }]),
    ...(route.jurisdiction === null
      ? []
      : [{ name: jurisdictionName(route.jurisdiction), without: { jurisdiction: null } }]),
    ...lists,
  ];
}

const NAMES = {
  category: categoryName,
  channel: (value: string) => channelName(value as Channel),
  unit: (value: string) => value,
  status: statusName,
} as const;

/** Name of a grid, as far as it is known. */
export function gridName(code: string): string {
  return rates.value?.grids.find((one) => one.grid === code)?.name || code;
}

function jurisdictionName(code: string): string {
  return facets.jurisdiction.value?.rows.find((row) => row.key === code)?.name ?? code;
}

function statusName(value: string): string {
  if (value === 'open' || value === 'late') {
    return say[value]();
  }
  return COLOURS.has(value) ? colourName(value as Colour) : stageName(value as Stage);
}

function categoryName(key: string): string {
  const [kind = '', code = ''] = key.split(':');
  const first = categories.get().find((one) => one.kind === kind && one.code.startsWith(code));
  if (!first || code === '') {
    return kindName(kind);
  }
  return code.length <= CLASS_DIGITS
    ? className(first.class_name)
    : either([first.name, first.name_en || first.name]);
}
