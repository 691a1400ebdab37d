/** Things to tick in groups, such as communities by street. */

interface Item {
  readonly key: string;
  readonly name: string;
  /** A figure or a code beside the name. */
  readonly note: string;
}

export interface Group {
  readonly key: string;
  readonly name: string;
  readonly items: readonly Item[];
}

/** Groups that hold something whose name, key or group contains a text. */
export function matching(groups: readonly Group[], text: string): Group[] {
  const wanted = text.trim().toLowerCase();
  const has = (...texts: string[]) => texts.some((one) => one.toLowerCase().includes(wanted));
  return groups
    .map((group) =>
      has(group.name, group.key)
        ? group
        : { ...group, items: group.items.filter((item) => has(item.name, item.key)) },
    )
    .filter((group) => group.items.length > 0);
}

/** How much of a group is chosen. */
export function shareOf(group: Group, chosen: ReadonlySet<string>): 'all' | 'some' | 'none' {
  const count = group.items.filter((item) => chosen.has(item.key)).length;
  return count === 0 ? 'none' : count === group.items.length ? 'all' : 'some';
}

/** The chosen ones, with or without some more. */
export function changed(
  chosen: ReadonlySet<string>,
  items: readonly Item[],
  wanted: boolean,
): Set<string> {
  const next = new Set(chosen);
  for (const { key } of items) {
    if (wanted) {
      next.add(key);
    } else {
      next.delete(key);
    }
  }
  return next;
}

/** Items in groups by the beginning of their key, in the order of the groups. */
export function grouped(
  items: readonly Item[],
  length: number,
  nameOf: (key: string) => string,
): Group[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = item.key.slice(0, length);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups].map(([key, own]) => ({ key, name: nameOf(key), items: own }));
}
