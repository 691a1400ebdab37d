/** Brings the pointers on the map to the tool in hand, by the machine of gesture.ts. */
import type { PlanMap } from '../map/contract.ts';
import { type Effect, IDLE, type Kind, next, type Spot, type Touch } from './gesture.ts';

/** What a tool does with gestures; what it leaves out is the map's. */
interface Gestures {
  /** Whether a press here begins something. */
  grabs?(at: Spot): boolean;
  hover?(at: Spot): void;
  /** The pointer has left the map. */
  leave?(): void;
  begin?(at: Spot): void;
  draw?(at: Spot): void;
  commit?(at: Spot): void;
  cancel?(): void;
  click?(at: Spot, clicks: number): void;
}

/** Two clicks within this time and distance are a double click. */
const DOUBLE_MS = 350;
const DOUBLE_PX = 8;

interface Listening {
  /** Drop the gesture that runs; false where none does. */
  drop(): boolean;
  end(): void;
}

export function listen({ map }: PlanMap, gestures: Gestures): Listening {
  const ground = map.getCanvasContainer();
  const clicks = counter();
  let state = IDLE;
  const canvas = map.getCanvas();
  let space = false;
  let cursor = '';
  let pannable = map.dragPan.isEnabled();

  function feed(event: PointerEvent): void {
    const touch = touched(event, ground);
    const wants = { space, grabs: touch.type === 'down' && (gestures.grabs?.(touch) ?? false) };
    const before = state.phase;
    const [after, effects] = next(state, touch, wants);
    state = after;
    if ((before === 'drawing') !== (after.phase === 'drawing')) {
      own(after.phase === 'drawing');
    }
    for (const effect of effects) {
      apply(effect);
    }
  }

  /** The map must not move under what is drawn; this runs before the map sees the press. */
  function own(drawn: boolean): void {
    if (drawn) {
      pannable = map.dragPan.isEnabled();
      map.dragPan.disable();
    } else if (pannable) {
      map.dragPan.enable();
    }
  }

  function apply(effect: Effect): void {
    if (effect.do === 'pan') {
      map.panBy([-effect.dx, -effect.dy], { animate: false });
    } else if (effect.do === 'cancel') {
      gestures.cancel?.();
    } else if (effect.do === 'click') {
      gestures.click?.(effect.at, clicks(effect.at));
    } else {
      gestures[effect.do]?.(effect.at);
    }
  }

  const inside = (event: PointerEvent) => feed(event);
  /** A gesture that began on the map goes on beyond it. */
  const anywhere = (event: PointerEvent) => {
    if (state.phase !== 'idle') {
      feed(event);
    }
  };
  const hovered = (event: PointerEvent) => {
    if (state.phase === 'idle') {
      feed(event);
    }
  };
  const left = () => state.phase === 'idle' && gestures.leave?.();
  const bar = (event: KeyboardEvent) => {
    const held = event.type === 'keydown';
    if (event.code !== 'Space' || held === space) {
      return;
    }
    space = held;
    if (space) {
      cursor = canvas.style.cursor;
    }
    canvas.style.cursor = space ? 'grab' : cursor;
  };
  const menu = (event: Event) => event.preventDefault();

  const ends = new AbortController();
  const { signal } = ends;
  ground.addEventListener('pointerdown', inside, { signal, capture: true });
  ground.addEventListener('pointermove', hovered, { signal });
  ground.addEventListener('pointerleave', left, { signal });
  ground.addEventListener('contextmenu', menu, { signal });
  for (const name of ['pointermove', 'pointerup', 'pointercancel'] as const) {
    window.addEventListener(name, anywhere, { signal });
  }
  window.addEventListener('keydown', bar, { signal });
  window.addEventListener('keyup', bar, { signal });

  function drop(): boolean {
    const drawn = state.phase === 'drawing';
    if (drawn) {
      state = { ...state, phase: 'left' };
      own(false);
      gestures.cancel?.();
    }
    return drawn;
  }
  return {
    drop,
    end() {
      drop();
      ends.abort();
    },
  };
}

const TYPES: Readonly<Record<string, Touch['type']>> = {
  pointerdown: 'down',
  pointermove: 'move',
  pointerup: 'up',
  pointercancel: 'cancel',
};

function touched(event: PointerEvent, ground: HTMLElement): Touch {
  const box = ground.getBoundingClientRect();
  return {
    type: TYPES[event.type] ?? 'move',
    id: event.pointerId,
    kind: event.pointerType === '' ? 'mouse' : (event.pointerType as Kind),
    button: event.button,
    x: event.clientX - box.left,
    y: event.clientY - box.top,
    shift: event.shiftKey,
    alt: event.altKey,
  };
}

/** Tells how many clicks came at one place. */
function counter(): (at: Spot) => number {
  let last = { x: 0, y: 0, time: Number.NEGATIVE_INFINITY };
  return (at) => {
    const time = performance.now();
    const again =
      time - last.time < DOUBLE_MS && Math.hypot(at.x - last.x, at.y - last.y) < DOUBLE_PX;
    last = again ? { ...at, time: Number.NEGATIVE_INFINITY } : { ...at, time };
    return again ? 2 : 1;
  };
}
