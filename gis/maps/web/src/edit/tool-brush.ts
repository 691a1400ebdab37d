/** The brush: what is painted over joins the grid one began in, or the one chosen. */
import type { Position } from '../graph/protocol.ts';
import type { PlanMap } from '../map/contract.ts';
import type { PlanStore } from '../plan/contract.ts';
import { toastProblem } from '../ui/toast.ts';
import { commit } from './commit.ts';
import {
  brushSize,
  brush as circle,
  concerned,
  drawing,
  drawn,
  hint,
  resizeBrush,
} from './drawing.ts';
import type { Spot } from './gesture.ts';
import { stroke } from './ground.ts';
import { latest } from './latest.ts';
import { listen } from './listen.ts';
import { chosen } from './selection.ts';
import type { Tool } from './tools.ts';

interface Painting {
  readonly grid: number;
  readonly atoms: Set<number>;
  last: Spot;
  /** Strokes the worker has not been asked about, and atoms the pointer was on. */
  rings: Position[][];
  touched: number[];
}

export function brush(map: PlanMap, store: PlanStore): Tool {
  let painting: Painting | null = null;

  const previews = latest(
    async ({ what }: { what: Painting; at: Spot }) => {
      for (const ring of what.rings.splice(0)) {
        await take(what, await store.graph.within(ring));
      }
      await take(what, what.touched.splice(0));
      return what.atoms.size > 0 ? store.graph.preview([...what.atoms], what.grid) : null;
    },
    (preview, { at }) => {
      map.mark('moving', preview?.atoms ?? []);
      map.mark('refused', preview?.refused?.why === 'torn' ? preview.refused.pieces.flat() : []);
      drawing.set(preview && drawn(preview, at));
    },
  );

  /** Atoms of the same community that are in another grid. */
  async function take(what: Painting, atoms: readonly number[]): Promise<void> {
    const home = store.grids.get().get(what.grid)?.community;
    const fresh = [...new Set(atoms)].filter((one) => !what.atoms.has(one));
    for (const atom of await Promise.all(fresh.map((one) => store.graph.atom(one)))) {
      if (atom && atom.community === home && atom.grid !== what.grid) {
        what.atoms.add(atom.id);
      }
    }
  }

  function target(at: Spot): number | null {
    const { grids } = chosen();
    return grids.length === 1 ? (grids[0] ?? null) : map.gridAt([at.x, at.y]);
  }

  function begin(at: Spot): void {
    const grid = target(at);
    if (grid !== null) {
      painting = { grid, atoms: new Set(), last: at, rings: [], touched: [] };
      concerned.set([grid]);
      draw(at);
    }
  }

  function draw(at: Spot): void {
    circle.set(at);
    if (painting) {
      const ring = stroke(painting.last, at, brushSize.get());
      painting.rings.push(
        ring.map(({ x, y }) => {
          const { lng, lat } = map.map.unproject([x, y]);
          return [lng, lat];
        }),
      );
      painting.last = at;
      const under = map.atomAt([at.x, at.y]);
      if (under !== null) {
        painting.touched.push(under);
      }
      previews.ask({ what: painting, at });
    }
  }

  async function save(): Promise<void> {
    const done = painting;
    await previews.settled();
    const preview = drawing.get()?.preview;
    clear();
    if (done && preview && done.atoms.size > 0) {
      const atoms = [...preview.atoms];
      await commit(store, { type: 'move', atoms, grid: done.grid }, preview);
    }
  }

  function clear(): void {
    painting = null;
    map.mark('moving', []);
    map.mark('refused', []);
    concerned.set([]);
  }

  function cancel(): void {
    previews.drop();
    drawing.set(null);
    clear();
  }

  const listening = listen(map, {
    grabs: (at) => store.editable.get() && target(at) !== null,
    hover: (at) => circle.set(at),
    leave: () => circle.set(null),
    begin,
    draw,
    commit: () => void save().catch(toastProblem),
    cancel,
  });
  hint.set([
    '从一个网格内按下，涂过的基本单元并入该网格；[ ] 改笔刷大小',
    'Press inside a grid and paint: atoms join it; [ ] change the size',
  ]);
  return {
    cancel: listening.drop,
    key(press) {
      if (press.key !== '[' && press.key !== ']') {
        return false;
      }
      resizeBrush(press.key === ']' ? 1 : -1);
      return true;
    },
    end() {
      listening.end();
      hint.set(null);
      circle.set(null);
    },
  };
}
