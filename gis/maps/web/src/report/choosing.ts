/** Finding a category among many: by words, by what one reported last, by class. */
import { read, write } from '../ui/memory.ts';
import type { Category } from './contract.ts';

const RECENT = 'recent-categories';
const MOST_RECENT = 6;

export const keyOf = (of: Pick<Category, 'kind' | 'code'>): string => `${of.kind}:${of.code}`;

/** Those in which all words occur: in a name, the class or the code. */
export function matching(all: readonly Category[], words: string): Category[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter((one) => {
    const text = `${one.name} ${one.name_en} ${one.class_name} ${one.code}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** By class, in the order in which the service lists them. */
export function byClass(all: readonly Category[]): [name: string, Category[]][] {
  const classes = new Map<string, Category[]>();
  for (const one of all) {
    classes.set(one.class_name, [...(classes.get(one.class_name) ?? []), one]);
  }
  return [...classes];
}

/** What this phone reported last, filled up with events of each class in turn; things are reported by
 * those who know them. */
export function offered(all: readonly Category[], most = MOST_RECENT): Category[] {
  const known = new Map(all.map((one) => [keyOf(one), one]));
  const recent = read<string[]>(RECENT, []).flatMap((key) => known.get(key) ?? []);
  const events = inTurn(all.filter((one) => one.kind === 'matter'));
  return [...new Set([...recent, ...events, ...all])].slice(0, most);
}

/** The first of each class, then the second of each, and so on. */
function inTurn(all: readonly Category[]): Category[] {
  const classes = byClass(all).map(([, own]) => own);
  const longest = Math.max(0, ...classes.map((own) => own.length));
  return Array.from({ length: longest }, (_, at) => classes.flatMap((own) => own[at] ?? [])).flat();
}

/** Remember what was reported. */
export function used(one: Category): void {
  const others = read<string[]>(RECENT, []).filter((key) => key !== keyOf(one));
  write(RECENT, [keyOf(one), ...others].slice(0, MOST_RECENT));
}
