/** The next grid out of the band, by key or button: chosen, and brought into sight. */
import { notePlan, route } from '../app/route.ts';
import { flyTo } from '../panels/fly.ts';
import type { PlanStore } from '../plan/contract.ts';
import { opened } from '../plan/opened.ts';
import { load, shortCode, standing, standingTold } from '../plan/standing.ts';
import type { Grid } from '../plan/types.ts';
import { toast, toastProblem } from '../ui/toast.ts';
import { announced, dictionary, figure } from '../ui/words.ts';
import { nextOut, readings } from './band.ts';
import { letterOf } from './keys.ts';
import { dismiss } from './remedy.ts';

const say = dictionary({
  none: ['没有超出区间的网格。', 'No grid is out of the band.'],
});

/** Choose a grid and show it. */
export function showGrid(store: PlanStore, grid: Grid): void {
  dismiss();
  notePlan({ grids: [grid.id], atoms: [] });
  const rules = store.rules.get();
  const told = standingTold(standing(grid, rules));
  announced.set(`${shortCode(grid.code, grid.community)} ${figure(load(grid, rules))} ${told}`);
  flyTo(store.id, [grid.id]).catch(toastProblem);
}

/** Show the next grid out of the band after the chosen one. */
export function showNextOut(store: PlanStore, back = false, community = ''): void {
  const now = route.get();
  const after = now.page === 'plan' ? (now.grids.at(-1) ?? null) : null;
  const all = readings(store.grids.get().values(), store.rules.get(), community);
  const grid = nextOut(all, after, back);
  if (grid) {
    showGrid(store, grid);
  } else {
    toast(say.none());
  }
}

window.addEventListener('keydown', (event) => {
  const store = opened.get();
  if (store && letterOf(event) === 'O') {
    showNextOut(store, event.shiftKey);
    event.preventDefault();
  }
});
