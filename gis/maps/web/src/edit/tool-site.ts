/** A ring drawn around the ground of what is to be a dedicated grid. */
import type { Position } from '../graph/protocol.ts';
import type { PlanMap } from '../map/contract.ts';
import type { PlanStore } from '../plan/contract.ts';
import { toastProblem } from '../ui/toast.ts';
import { hint } from './drawing.ts';
import { choose } from './selection.ts';
import { sketchpad } from './sketchpad.ts';
import { ringed } from './tool-lasso.ts';
import type { Tool } from './tools.ts';
import { askDedicate } from './wg-dedicate-dialog.ts';

export function site(map: PlanMap, store: PlanStore): Tool {
  async function take(ring: readonly Position[]): Promise<void> {
    const atoms = await ringed(store, ring);
    pad.wipe();
    if (atoms.length > 0) {
      choose({ atoms });
      askDedicate(store, { atoms });
    }
  }
  const pad = sketchpad(map, 'ring', (ring) => void take(ring).catch(toastProblem));
  hint.set([
    '逐点圈出专属网格的用地；点回起点完成',
    'Draw around the ground of the dedicated grid; end at the first point',
  ]);
  return {
    ...pad,
    end() {
      pad.end();
      hint.set(null);
    },
  };
}
