/** Does what is offered for what is chosen. */
import type { PlanStore } from '../plan/contract.ts';
import type { Applied, Wish } from '../plan/types.ts';
import { toast } from '../ui/toast.ts';
import { dictionary } from '../ui/words.ts';
import { commit } from './commit.ts';
import { refusalWords } from './figures.ts';
import type { OfferName } from './offers.ts';
import { choose, chosen } from './selection.ts';
import { askDedicate } from './wg-dedicate-dialog.ts';
import { askMerge } from './wg-merge-dialog.ts';
import { askTower } from './wg-tower-dialog.ts';

const say = dictionary({
  halved: ['已由分区算法一分为二', 'Halved by the partitioner'],
  resolved: ['已重新划分', 'Divided anew'],
  microgrids: ['已重新划分微网格', 'Divided into micro-grids anew'],
  undedicated: ['已改为基础网格', 'It is a base grid now'],
  locked: ['已锁定：编辑和重划都不会改动它', 'Locked: no edit changes it'],
  unlocked: ['已解锁', 'Unlocked'],
  newGrid: ['已建新网格', 'A new grid was made'],
  newMicrogrid: ['已建新微网格', 'A new micro-grid was made'],
});

/** Everything but `move`, which has a menu of its own. */
export async function act(store: PlanStore, name: Exclude<OfferName, 'move'>): Promise<void> {
  const { grids, atoms } = chosen();
  const [grid] = grids;
  switch (name) {
    case 'merge':
      return askMerge(store, grids);
    case 'tower':
      return atoms[0] === undefined ? undefined : askTower(store, atoms[0]);
    case 'dedicate':
      return askDedicate(store, grid === undefined ? { atoms } : { grid });
    case 'halve':
      return grid === undefined
        ? undefined
        : follow(store, { type: 'split_grid', grid }, say.halved());
    case 'undedicate':
      return grid === undefined
        ? undefined
        : follow(store, { type: 'undedicate', grid }, say.undedicated());
    case 'resolve':
      return follow(store, resolve(await concerned(store), 'grid'), say.resolved());
    case 'microgrids':
      return follow(store, resolve(grids, 'microgrid'), say.microgrids());
    case 'lock':
    case 'unlock':
      return lock(store, grids, name === 'lock');
    case 'newGrid':
      return newGrid(store, atoms);
    case 'newMicrogrid':
      return follow(
        store,
        { type: 'new_grid', atoms: [...atoms], level: 'microgrid' },
        say.newMicrogrid(),
      );
  }
}

/** Send it, choose what came of it and say so. */
async function follow(store: PlanStore, wish: Wish, told: string): Promise<void> {
  const applied = await commit(store, wish);
  if (applied) {
    choose({ grids: live(applied) });
    toast(told);
  }
}

async function newGrid(store: PlanStore, atoms: readonly number[]): Promise<void> {
  const preview = await store.graph.preview(atoms, null);
  if (preview.refused) {
    toast(refusalWords(preview.refused, store.grids.get()), { tone: 'danger' });
    return;
  }
  const before = store.grids.get();
  const wish = { type: 'new_grid' as const, atoms: [...preview.atoms], level: 'grid' as const };
  const applied = await commit(store, wish);
  if (applied) {
    choose({ grids: live(applied).filter((id) => !before.has(id)) });
    toast(say.newGrid());
  }
}

/** Each grid is an edit, and a step of undo, of its own. */
async function lock(store: PlanStore, grids: readonly number[], locked: boolean): Promise<void> {
  for (const grid of grids) {
    if (store.grids.get().get(grid)?.locked !== locked) {
      await commit(store, { type: 'attributes', grid, locked });
    }
  }
  toast(locked ? say.locked() : say.unlocked());
}

/** Grids chosen, or those of the atoms chosen. */
async function concerned(store: PlanStore): Promise<readonly number[]> {
  const { grids, atoms } = chosen();
  const told = await Promise.all(atoms.map((id) => store.graph.atom(id)));
  return grids.length > 0 ? grids : [...new Set(told.flatMap((atom) => atom?.grid ?? []))];
}

const resolve = (grids: readonly number[], level: 'grid' | 'microgrid'): Wish => ({
  type: 'resolve',
  grids: [...grids],
  level,
  effort: 'fast',
  seed: 0,
});

const live = (applied: Applied): number[] =>
  applied.grids.filter((one) => one.live).map((one) => one.id);
