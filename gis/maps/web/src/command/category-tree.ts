/** Categories as a tree: kind, class, category, with counts. */
import { className } from '../tickets/words.ts';
import { either } from '../ui/words.ts';
import type { Category, TallyRow } from './contract.ts';

export interface Branch {
  /** As filters write it: `matter`, `matter:01`, `matter:01004`. */
  readonly key: string;
  readonly name: string;
  readonly tickets: number;
  readonly children: readonly Branch[];
}

/** Digits of a code that tell its class (GB/T 47678.5). */
export const CLASS_DIGITS = 2;

const KINDS = { component: ['管理部件', 'Components'], matter: ['管理事件', 'Matters'] } as const;

/** Name of a kind of categories. */
export function kindName(kind: string): string {
  const pair = KINDS[kind as keyof typeof KINDS];
  return pair ? either(pair) : kind;
}

/** The tree of those categories that have tickets, the largest first. */
export function branches(categories: readonly Category[], rows: readonly TallyRow[]): Branch[] {
  const known = new Map(categories.map((one) => [`${one.kind}:${one.code}`, one]));
  const kinds = new Map<string, Map<string, Branch[]>>();
  for (const row of rows) {
    const key = String(row.key ?? '');
    const [kind = '', code = ''] = key.split(':');
    if (code === '') {
      continue;
    }
    const classes = kinds.get(kind) ?? new Map<string, Branch[]>();
    const own = `${kind}:${code.slice(0, CLASS_DIGITS)}`;
    const name = either([row.name ?? key, row.name_en || row.name || key]);
    const leaf = { key, name, tickets: row.tickets ?? 0, children: [] };
    classes.set(own, [...(classes.get(own) ?? []), leaf]);
    kinds.set(kind, classes);
  }
  return sorted(
    [...kinds].map(([kind, classes]) =>
      parent(
        kind,
        kindName(kind),
        [...classes].map(([key, leaves]) => {
          const [first] = leaves;
          const name = known.get(first?.key ?? '')?.class_name;
          return parent(key, name ? className(name) : key, leaves);
        }),
      ),
    ),
  );
}

function parent(key: string, name: string, children: readonly Branch[]): Branch {
  const tickets = children.reduce((sum, one) => sum + one.tickets, 0);
  return { key, name, tickets, children: sorted(children) };
}

function sorted(branches: readonly Branch[]): Branch[] {
  return [...branches].sort((one, other) => other.tickets - one.tickets);
}

/** The chosen categories with one more, or without it; what lies within it is said by it. */
export function toggled(chosen: readonly string[], key: string): string[] {
  return chosen.includes(key)
    ? chosen.filter((one) => one !== key)
    : [...chosen.filter((one) => !one.startsWith(key)), key];
}
