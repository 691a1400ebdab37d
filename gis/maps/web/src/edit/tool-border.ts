/** The border sweep: take a border by its grip, and atoms turn over as the pointer leads. */
import type { SweepRequest } from '../graph/protocol.ts';
import type { PlanMap } from '../map/contract.ts';
import type { PlanStore } from '../plan/contract.ts';
import { toastProblem } from '../ui/toast.ts';
import { BorderKeys } from './border-keys.ts';
import { commit } from './commit.ts';
import { concerned, type Drawing, drawing, grip, hint } from './drawing.ts';
import type { Spot } from './gesture.ts';
import { metresPerPixel } from './ground.ts';
import { latest } from './latest.ts';
import { listen } from './listen.ts';
import type { Tool } from './tools.ts';

/** How near a border must be, in pixels. */
const NEAR = { mouse: 8, pen: 10, touch: 20 } as const;
/** Half the width of a sweep, in pixels. */
const HALF_WIDTH = 44;

type Border = NonNullable<ReturnType<PlanMap['borderAt']>>;

export function border(map: PlanMap, store: PlanStore): Tool {
  let held: Border | null = null;
  const keys = new BorderKeys(map, store);

  const sweeps = latest(
    async (asked: SweepRequest & { at: Spot }) => {
      const swept = await store.graph.sweep(asked);
      return { ...swept, skipped: await reason(asked, swept) };
    },
    ({ preview, refused, skipped }, { at }) => {
      map.mark('moving', preview.atoms);
      map.mark('refused', refused);
      // Going back to where one began is no fault: there is only nothing to save.
      const idle = preview.atoms.length === 0 && skipped === null;
      drawing.set(idle ? null : { preview, at, skipped, phase: 'drawing' });
    },
  );

  /** Why some atoms on the way do not turn over. */
  async function reason(
    { a, b }: SweepRequest,
    { preview, refused }: Awaited<ReturnType<PlanStore['graph']['sweep']>>,
  ): Promise<Drawing['skipped']> {
    const atom = refused[0] === undefined ? null : await store.graph.atom(refused[0]);
    if (!atom) {
      return null;
    }
    const all = [...preview.atoms, ...refused];
    const why = (await store.graph.preview(all, atom.grid === a ? b : a)).refused;
    return why && { count: refused.length, why };
  }

  const under = (at: Spot) => map.borderAt([at.x, at.y], NEAR[at.kind]);

  function show(found: Border | null): void {
    const place = found && map.map.project([...found.at]);
    grip.set(place && { x: place.x, y: place.y, held: held !== null });
    concerned.set(found ? [found.a, found.b] : []);
    map.map.getCanvas().style.cursor = found ? 'grab' : 'default';
  }

  function begin(at: Spot): void {
    held = under(at);
    if (held) {
      show(held);
      void freeze(held).catch(toastProblem);
    }
  }

  async function freeze(taken: Border): Promise<void> {
    const atoms = await Promise.all([store.graph.frozen(taken.a), store.graph.frozen(taken.b)]);
    if (held === taken) {
      map.mark('frozen', atoms.flat());
    }
  }

  function draw(at: Spot): void {
    if (held) {
      const { lng, lat } = map.map.unproject([at.x, at.y]);
      const radius = HALF_WIDTH * metresPerPixel(lat, map.map.getZoom());
      grip.set({ x: at.x, y: at.y, held: true });
      sweeps.ask({ a: held.a, b: held.b, origin: held.at, pointer: [lng, lat], radius, at });
    }
  }

  async function save(): Promise<void> {
    await sweeps.settled();
    const preview = drawing.get()?.preview;
    clear();
    if (!preview || preview.target === null || preview.atoms.length === 0) {
      drawing.set(null);
      return;
    }
    await commit(store, { type: 'move', atoms: [...preview.atoms], grid: preview.target }, preview);
  }

  function clear(): void {
    held = null;
    for (const mark of ['moving', 'refused', 'frozen'] as const) {
      map.mark(mark, []);
    }
    show(null);
  }

  function cancel(): void {
    sweeps.drop();
    drawing.set(null);
    clear();
  }

  const listening = listen(map, {
    grabs: (at) => store.editable.get() && under(at) !== null,
    hover: (at) => show(under(at)),
    leave: () => show(null),
    begin,
    draw,
    commit: () => void save().catch(toastProblem),
    cancel,
  });
  hint.set(['按住边界拖动，基本单元随之改变归属', 'Hold a border and drag: atoms turn over']);
  return {
    cancel: () => listening.drop() || keys.cancel(),
    key: (press) => store.editable.get() && keys.key(press),
    end() {
      keys.cancel();
      listening.end();
      hint.set(null);
      show(null);
    },
  };
}
