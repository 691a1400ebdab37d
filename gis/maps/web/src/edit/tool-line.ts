/** Lines that divide: a grid, or an atom. */
import type { Position } from '../graph/protocol.ts';
import type { PlanMap } from '../map/contract.ts';
import type { PlanStore } from '../plan/contract.ts';
import { toast, toastProblem } from '../ui/toast.ts';
import { dictionary } from '../ui/words.ts';
import { commit } from './commit.ts';
import { hint } from './drawing.ts';
import { along } from './ground.ts';
import { largest } from './groups.ts';
import { choose, chosen } from './selection.ts';
import { sketchpad } from './sketchpad.ts';
import type { Tool } from './tools.ts';

const say = dictionary({
  noGrid: ['线不在任何网格内', 'The line leads through no grid'],
  noAtom: [
    '线不在任何基本单元内；请放大后再画',
    'The line leads through no atom; zoom in and try again',
  ],
  split: ['网格已分为两个', 'The grid was split in two'],
  cut: ['基本单元已切开', 'The atom was cut'],
});
/** How often it is looked what lies under a line. */
const LOOKS = 25;

type Pick = (at: readonly [number, number]) => number | null;

/** What a line leads through most of the way. */
function through(map: PlanMap, line: readonly Position[], pick: Pick): number | null {
  const seen = along(line, LOOKS).flatMap((place) => {
    const { x, y } = map.map.project([...place]);
    return pick([x, y]) ?? [];
  });
  return largest(seen, (one) => one)[0] ?? null;
}

/** Positions as the service takes them. */
const pairs = (line: readonly Position[]): [number, number][] =>
  line.map(([lon, lat]) => [lon, lat]);

export function split(map: PlanMap, store: PlanStore): Tool {
  async function apply(line: readonly Position[]): Promise<void> {
    const { grids } = chosen();
    const [only] = grids.length === 1 ? grids : [];
    const grid = only ?? through(map, line, ([x, y]) => map.gridAt([x, y]));
    if (grid === null) {
      toast(say.noGrid(), { tone: 'danger' });
      return;
    }
    const applied = await commit(store, { type: 'split_grid', grid, line: pairs(line) });
    if (applied) {
      choose({ grids: applied.grids.filter((one) => one.live).map((one) => one.id) });
      toast(say.split());
      pad.wipe();
    }
  }
  const pad = sketchpad(map, 'line', (line) => void apply(line).catch(toastProblem));
  hint.set([
    '逐点画线，从边界到边界穿过网格；双击完成',
    'Draw a line across the grid, from border to border; double click ends it',
  ]);
  return hinted(pad);
}

export function cut(map: PlanMap, store: PlanStore): Tool {
  async function apply(line: readonly Position[]): Promise<void> {
    const { atoms } = chosen();
    const [only] = atoms.length === 1 ? atoms : [];
    const atom = only ?? through(map, line, ([x, y]) => map.atomAt([x, y]));
    if (atom === null) {
      toast(say.noAtom(), { tone: 'danger' });
      return;
    }
    if (await commit(store, { type: 'split_atom', atom, line: pairs(line) })) {
      choose({});
      toast(say.cut());
      pad.wipe();
    }
  }
  const pad = sketchpad(map, 'line', (line) => void apply(line).catch(toastProblem));
  hint.set([
    '逐点画线，穿过一个基本单元并绕开楼栋；双击完成',
    'Draw a line across one atom, around its buildings; double click ends it',
  ]);
  return hinted(pad);
}

function hinted(pad: Tool): Tool {
  return {
    ...pad,
    end() {
      pad.end();
      hint.set(null);
    },
  };
}
