/** The table of grids as a list of rows: communities, their grids, micro-grids of opened grids. */
import type { Schemas } from '../api/client.ts';
import { categoryTold } from '../plan/standing.ts';
import type { Grid, Microgrid } from '../plan/types.ts';

export type Community = Schemas['Community'];
export const COLUMNS = [
  'code',
  'name',
  'households',
  'residents',
  'buildings',
  'kind',
  'locked',
] as const;
export type Column = (typeof COLUMNS)[number];

export interface Order {
  readonly by: Column;
  readonly descending: boolean;
}

export type Row =
  | {
      readonly type: 'community';
      readonly key: string;
      readonly code: string;
      readonly name: string;
      readonly grids: number;
      readonly households: number;
      readonly residents: number;
      readonly buildings: number;
      readonly open: boolean;
    }
  | { readonly type: 'grid'; readonly key: string; readonly grid: Grid; readonly open: boolean }
  | { readonly type: 'microgrid'; readonly key: string; readonly microgrid: Microgrid }
  | { readonly type: 'waiting'; readonly key: string };

export interface Table {
  readonly grids: Iterable<Grid>;
  readonly communities: readonly Community[];
  readonly microgrids: Iterable<Microgrid>;
  readonly loaded: ReadonlySet<string>;
  readonly order: Order;
  readonly filter: string;
  /** Codes of communities whose grids are folded away. */
  readonly folded: ReadonlySet<string>;
  /** Grids whose micro-grids are shown. */
  readonly unfolded: ReadonlySet<number>;
}

const collator = new Intl.Collator('zh-CN', { numeric: true });

/** All rows in the order in which they stand below each other. */
export function rows(table: Table): Row[] {
  const names = new Map(table.communities.map((one) => [one.code, one.name]));
  const matches = matcher(table.filter, names);
  const groups = grouped([...table.grids].filter(matches), (grid) => grid.community);
  const parts = microgridsOf(table);
  const result: Row[] = [];
  for (const code of [...groups.keys()].sort()) {
    const grids = (groups.get(code) ?? []).sort(comparison(table.order));
    const open = !table.folded.has(code);
    result.push(community(code, names.get(code) ?? code, grids, open));
    if (open) {
      result.push(...grids.flatMap((grid) => unfolded(grid, table, parts)));
    }
  }
  return result;
}

function community(code: string, name: string, grids: readonly Grid[], open: boolean): Row {
  return {
    type: 'community',
    key: `c${code}`,
    code,
    name,
    grids: grids.length,
    households: total(grids, 'households'),
    residents: total(grids, 'residents'),
    buildings: total(grids, 'buildings'),
    open,
  };
}

function unfolded(
  grid: Grid,
  table: Table,
  parts: ReadonlyMap<number, readonly Microgrid[]>,
): Row[] {
  const open = table.unfolded.has(grid.id);
  const row: Row = { type: 'grid', key: `g${grid.id}`, grid, open };
  if (!open) {
    return [row];
  }
  if (!table.loaded.has(grid.community)) {
    return [row, { type: 'waiting', key: `w${grid.id}` }];
  }
  const own = parts.get(grid.id) ?? [];
  return [
    row,
    ...own.map((microgrid): Row => ({ type: 'microgrid', key: `m${microgrid.id}`, microgrid })),
  ];
}

function microgridsOf(table: Table): Map<number, Microgrid[]> {
  const wanted = [...table.microgrids].filter((one) => table.unfolded.has(one.grid));
  wanted.sort((a, b) => (a.code < b.code ? -1 : 1));
  return grouped(wanted, (one) => one.grid);
}

function grouped<Key, One>(all: readonly One[], keyOf: (one: One) => Key): Map<Key, One[]> {
  const groups = new Map<Key, One[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) {
      group.push(one);
    } else {
      groups.set(key, [one]);
    }
  }
  return groups;
}

/** Sum of one count. */
export function total(
  grids: Iterable<Grid>,
  count: 'households' | 'residents' | 'buildings' | 'atoms',
): number {
  let sum = 0;
  for (const grid of grids) {
    sum += grid[count];
  }
  return sum;
}

/** Whether a grid has all words of a filter in its code, names, post, kind or community. */
export function matcher(
  filter: string,
  names: ReadonlyMap<string, string>,
): (grid: Grid) => boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return () => true;
  }
  return (grid) => {
    const category = grid.category ? categoryTold(grid.category) : '';
    const texts = [grid.code, grid.name, grid.name_en, grid.post, category];
    const said = [...texts, names.get(grid.community)].join('\n').toLowerCase();
    return words.every((word) => said.includes(word));
  };
}

function comparison({ by, descending }: Order): (a: Grid, b: Grid) => number {
  const sign = descending ? -1 : 1;
  return (a, b) => sign * compare(a[by], b[by]) || compare(a.code, b.code);
}

function compare(a: string | number | boolean, b: string | number | boolean): number {
  return typeof a === 'string' && typeof b === 'string'
    ? collator.compare(a, b)
    : Number(a) - Number(b);
}
