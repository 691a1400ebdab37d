/** Values by what they have in common. Pure. */

export function grouped<T, K>(values: readonly T[], by: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = by(value);
    const group = groups.get(key);
    if (group) {
      group.push(value);
    } else {
      groups.set(key, [value]);
    }
  }
  return groups;
}

/** The group with most values, the first of those equally large; empty where there are none. */
export function largest<T, K>(values: readonly T[], by: (value: T) => K): readonly T[] {
  return [...grouped(values, by).values()].reduce<readonly T[]>(
    (best, group) => (group.length > best.length ? group : best),
    [],
  );
}
