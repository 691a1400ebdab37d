/** Click grids, or atoms with Alt or a double click. */
import type { PlanMap } from '../map/contract.ts';
import { hovered } from './drawing.ts';
import type { Spot } from './gesture.ts';
import { listen } from './listen.ts';
import { choose, chosen, clicked, here } from './selection.ts';
import type { Tool } from './tools.ts';

export function select(map: PlanMap): Tool {
  function click(at: Spot, clicks: number): void {
    const { grids, atoms } = chosen();
    const atom = map.atomAt([at.x, at.y]);
    here.set(atom);
    // With atoms chosen, Shift adds atoms; with grids chosen, grids.
    if (clicks === 2 || at.alt || (at.shift && atoms.length > 0)) {
      choose({ atoms: clicked(atoms, atom, at.shift) });
    } else {
      choose({ grids: clicked(grids, map.gridAt([at.x, at.y]), at.shift) });
    }
  }
  const listening = listen(map, {
    click,
    hover: (at) => hovered.set(map.gridAt([at.x, at.y])),
    leave: () => hovered.set(null),
  });
  return {
    cancel: listening.drop,
    end() {
      listening.end();
      hovered.set(null);
    },
  };
}
