/** What a drawn change means in figures and words: the chips, and why something may not be. */
import type { Change, Preview, Refusal } from '../graph/protocol.ts';
import { load, shortCode, standing, standingTold } from '../plan/standing.ts';
import type { Grid, Rules, Standing } from '../plan/types.ts';
import { dictionary } from '../ui/words.ts';
import type { Drawing } from './drawing.ts';

/** A grid as people call it inside its community: `003`. */
export const shortOf = (grid: Grid): string => shortCode(grid.code, grid.community);

type Grids = ReadonlyMap<number, Grid>;

/** A grid with its count before and after. */
export interface Chip {
  readonly grid: number | null;
  readonly label: string;
  /** Full code and name, for the tooltip. */
  readonly title: string;
  readonly before: number;
  readonly after: number;
  readonly standing: Standing;
}

const words = dictionary({
  fresh: ['新网格', 'new grid'],
  torn: (grid: string, pieces: number) => [
    `会把${grid}拆成${pieces}块`,
    `would tear ${grid} into ${pieces} pieces`,
  ],
  named: (code: string) => [`网格${code}`, `grid ${code}`],
  locked: (grid: string) => [`${grid}已锁定，请先解锁`, `${grid} is locked; unlock it first`],
  community: [
    '一个网格只能属于一个社区',
    'a grid lies in exactly one community; these atoms lie in another',
  ],
  skipped: (count: number, why: string) => [
    `${count}个基本单元不能移：${why}`,
    `${count} ${count === 1 ? 'atom stays' : 'atoms stay'}: ${why}`,
  ],
  nothing: ['没有基本单元会改变归属', 'no atom would change grids'],
  chip: (label: string, before: string, after: string, standing: string) => [
    `${label}：${before} 变为 ${after}，${standing}`,
    `${label}: ${before} to ${after}, ${standing}`,
  ],
});

/** Where a count would stand. A grid that has a reason to be out of the band is excused only as
 * long as its count is what it was. */
export function standingOf(value: number, rules: Rules, grid: Grid | null): Standing {
  const reason = grid && load(grid, rules) === value ? grid.reason : null;
  const kind = grid?.kind ?? 'base';
  return standing({ kind, reason, households: value, residents: value }, rules);
}

/** A chip for each grid whose counts change, in the order of the preview. */
export function chipsOf(changes: readonly Change[], grids: Grids, rules: Rules): Chip[] {
  return changes.map((change) => {
    const grid = change.grid === null ? null : (grids.get(change.grid) ?? null);
    const after = change.after[rules.by];
    return {
      grid: change.grid,
      label: grid ? shortOf(grid) : words.fresh(),
      title: grid ? `${grid.code} ${grid.name}`.trim() : words.fresh(),
      before: change.before[rules.by],
      after,
      standing: standingOf(after, rules, grid),
    };
  });
}

/** Why a change may not be, in a sentence. */
export function refusalWords(refusal: Refusal, grids: Grids): string {
  const name = (id: number | null) => {
    const grid = id === null ? undefined : grids.get(id);
    return grid ? words.named(shortOf(grid)) : words.fresh();
  };
  switch (refusal.why) {
    case 'torn':
      return words.torn(name(refusal.grid), refusal.pieces.length);
    case 'locked':
      return words.locked(name(refusal.grid));
    case 'community':
      return words.community();
    case 'nothing':
      return words.nothing();
  }
}

/** Why some of the atoms a gesture went over do not move. */
export function skippedWords(skipped: NonNullable<Drawing['skipped']>, grids: Grids): string {
  return words.skipped(skipped.count, refusalWords(skipped.why, grids));
}

/** A preview as it is read aloud. */
export function spoken(preview: Preview, grids: Grids, rules: Rules): string {
  const told = chipsOf(preview.changes, grids, rules).map((chip) =>
    words.chip(chip.label, String(chip.before), String(chip.after), standingTold(chip.standing)),
  );
  return [...(preview.refused ? [refusalWords(preview.refused, grids)] : []), ...told].join('; ');
}
