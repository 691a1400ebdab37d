/** The lasso: a loop chooses the atoms whose point it surrounds. */
import type { Position } from '../graph/protocol.ts';
import type { PlanMap } from '../map/contract.ts';
import type { PlanStore } from '../plan/contract.ts';
import { toast, toastProblem } from '../ui/toast.ts';
import { announced, dictionary } from '../ui/words.ts';
import { hint } from './drawing.ts';
import { largest } from './groups.ts';
import { choose } from './selection.ts';
import { sketchpad } from './sketchpad.ts';
import type { Tool } from './tools.ts';

const say = dictionary({
  empty: ['圈内没有基本单元；请放大后再圈', 'There is no atom in the loop; zoom in and try again'],
  several: [
    '圈跨了几个社区，只选中其中单元最多的社区',
    'The loop holds several communities; only the one with most atoms is chosen',
  ],
  chosen: (count: number) => [
    `已选${count}个基本单元`,
    `${count} ${count === 1 ? 'atom' : 'atoms'} chosen`,
  ],
});

/** Atoms of a ring that lie in one community: the one with most of them. */
export async function ringed(store: PlanStore, ring: readonly Position[]): Promise<number[]> {
  const inside = await store.graph.within(ring);
  const told = await Promise.all(inside.map((id) => store.graph.atom(id)));
  const found = told.filter((atom) => atom !== null);
  const kept = largest(found, (atom) => atom.community);
  if (kept.length === 0) {
    toast(say.empty(), { tone: 'notice' });
  } else if (kept.length < found.length) {
    toast(say.several(), { tone: 'notice' });
  }
  return kept.map((atom) => atom.id);
}

export function lasso(map: PlanMap, store: PlanStore): Tool {
  async function take(ring: readonly Position[]): Promise<void> {
    const atoms = await ringed(store, ring);
    pad.wipe();
    if (atoms.length > 0) {
      choose({ atoms });
      announced.set(say.chosen(atoms.length));
    }
  }
  const pad = sketchpad(map, 'loop', (ring) => void take(ring).catch(toastProblem));
  hint.set(['按住画一圈，选中圈内的基本单元', 'Hold and draw a loop around atoms']);
  return {
    ...pad,
    end() {
      pad.end();
      hint.set(null);
    },
  };
}
