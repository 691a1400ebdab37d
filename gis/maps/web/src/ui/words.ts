/** What the page says, in Chinese and English, beside the element that says it. */
import { computed, signal } from '@lit-labs/signals';
import { remembered } from './memory.ts';

export type Language = 'zh' | 'en';
/** Chinese first, then English. */
export type Pair = readonly [zh: string, en: string];
type Entry = Pair | ((...values: never[]) => Pair);
type Said<T> = {
  readonly [Key in keyof T]: T[Key] extends (...values: infer Values) => Pair
    ? (...values: Values) => string
    : () => string;
};

const [chosen, choose] = remembered<Language>('language', preferred());

/** The language the page speaks now; elements that read it inside `render` follow it. */
export const language = chosen;
/** BCP 47 tag of the language, for `lang` and `Intl`. */
export const locale = computed(() => (language.get() === 'zh' ? 'zh-CN' : 'en-GB'));

export function setLanguage(wanted: Language): void {
  choose(wanted);
}

/** One of two texts, such as those an answer of the service carries. */
export function either(texts: { zh: string; en: string } | Pair): string {
  const [zh, en] = 'zh' in texts ? [texts.zh, texts.en] : texts;
  return language.get() === 'zh' ? zh : en;
}

/** Texts of an element: `const say = dictionary({ save: ['保存', 'Save'] })`, then `say.save()`. */
export function dictionary<T extends Record<string, Entry>>(entries: T): Said<T> {
  const said = Object.entries<Entry>(entries).map(([key, entry]) => [
    key,
    (...values: never[]) => either(typeof entry === 'function' ? entry(...values) : entry),
  ]);
  return Object.fromEntries(said) as Said<T>;
}

/** A number as people write it. */
export function figure(value: number, digits = 0): string {
  return new Intl.NumberFormat(locale.get(), { maximumFractionDigits: digits }).format(value);
}

/** A moment as people write it, to the minute. */
export function moment(value: string | Date): string {
  const format = { dateStyle: 'medium', timeStyle: 'short' } as const;
  return new Intl.DateTimeFormat(locale.get(), format).format(new Date(value));
}

/** Said by screen readers soon; the page has one live region that shows it. */
export const announced = signal('');

function preferred(): Language {
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
