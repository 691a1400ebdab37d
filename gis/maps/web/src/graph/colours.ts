/** Colours of grids such that neighbours differ. */

const COLOURS = 8;

/** Grids that border on each grid. */
export type Borders = ReadonlyMap<number, ReadonlySet<number>>;

/** A colour 0..7 for each grid; those of `kept` stay unless they clash.
 *
 * New grids take their turn by how many colours they see already (DSATUR), and of the free colours
 * take that with fewest grids. Where all eight are seen, the one seen least is taken: eight are
 * enough for any map of connected grids, but not for every grid of several parts.
 */
export function colour(borders: Borders, kept: ReadonlyMap<number, number>): Map<number, number> {
  const colours = keepable(borders, kept);
  const used = new Array<number>(COLOURS).fill(0);
  for (const one of colours.values()) {
    used[one] = (used[one] ?? 0) + 1;
  }
  const open = new Map<number, number[]>();
  for (const [grid, others] of borders) {
    if (!colours.has(grid)) {
      open.set(grid, seenBy(others, colours));
    }
  }
  while (open.size > 0) {
    const [grid, seen] = mostPressed(open, borders);
    open.delete(grid);
    const chosen = rarest(seen, used);
    colours.set(grid, chosen);
    used[chosen] = (used[chosen] ?? 0) + 1;
    for (const other of borders.get(grid) ?? []) {
      const its = open.get(other);
      if (its) {
        its[chosen] = (its[chosen] ?? 0) + 1;
      }
    }
  }
  return colours;
}

/** Colours that can stay: of two that clash, the grid of the lower number keeps its own. */
function keepable(borders: Borders, kept: ReadonlyMap<number, number>): Map<number, number> {
  const colours = new Map<number, number>();
  for (const grid of [...borders.keys()].sort((one, other) => one - other)) {
    const own = kept.get(grid);
    const free = [...(borders.get(grid) ?? [])].every((other) => colours.get(other) !== own);
    if (own !== undefined && free) {
      colours.set(grid, own);
    }
  }
  return colours;
}

/** How many of some grids have each colour. */
function seenBy(grids: Iterable<number>, colours: ReadonlyMap<number, number>): number[] {
  const seen = new Array<number>(COLOURS).fill(0);
  for (const grid of grids) {
    const own = colours.get(grid);
    if (own !== undefined) {
      seen[own] = (seen[own] ?? 0) + 1;
    }
  }
  return seen;
}

function mostPressed(
  open: ReadonlyMap<number, number[]>,
  borders: Borders,
): readonly [number, number[]] {
  let best: readonly [number, number[]] = [0, []];
  let highest = -1;
  for (const [grid, seen] of open) {
    const colours = seen.filter((count) => count > 0).length;
    const pressure = colours * 1000 + Math.min(999, borders.get(grid)?.size ?? 0);
    if (pressure > highest || (pressure === highest && grid < best[0])) {
      best = [grid, seen];
      highest = pressure;
    }
  }
  return best;
}

function rarest(seen: readonly number[], used: readonly number[]): number {
  let best = 0;
  for (let one = 1; one < COLOURS; one += 1) {
    const fewer = (seen[one] ?? 0) - (seen[best] ?? 0) || (used[one] ?? 0) - (used[best] ?? 0);
    best = fewer < 0 ? one : best;
  }
  return best;
}
