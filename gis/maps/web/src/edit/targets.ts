/** Grids some atoms could be moved to, with what would come of it. */
import type { AtomTold, Preview } from '../graph/protocol.ts';
import type { PlanStore } from '../plan/contract.ts';

export interface Target {
  readonly grid: number;
  readonly preview: Preview;
}

/** So many are tried; those with the longest border first. */
const MOST = 12;

/** Neighbouring grids and the atoms' own, those that may be first. */
export async function targets(store: PlanStore, atoms: readonly AtomTold[]): Promise<Target[]> {
  const { graph } = store;
  const own = [...new Set(atoms.map((atom) => atom.grid))];
  const borders = (await Promise.all(own.map((grid) => graph.neighbours(grid)))).flat();
  const near = borders.toSorted((a, b) => b.metres - a.metres).map((one) => one.grid);
  const grids = [...new Set([...(own.length > 1 ? own : []), ...near])].slice(0, MOST);
  const ids = atoms.map((atom) => atom.id);
  const found = await Promise.all(
    grids.map(async (grid) => ({ grid, preview: await graph.preview(ids, grid) })),
  );
  return found
    .filter(({ preview }) => preview.refused?.why !== 'nothing')
    .sort((a, b) => Number(a.preview.refused !== null) - Number(b.preview.refused !== null));
}
