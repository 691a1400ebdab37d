/** What pointers do on the map, told as gestures: one machine for mouse, pen and touch. Pure. */

export type Kind = 'mouse' | 'pen' | 'touch';

/** A pointer event, in pixels of the map. */
export interface Touch {
  readonly type: 'down' | 'move' | 'up' | 'cancel';
  readonly id: number;
  readonly kind: Kind;
  /** 0: main, 1: middle, 2: right; -1 while moving. */
  readonly button: number;
  readonly x: number;
  readonly y: number;
  readonly shift: boolean;
  readonly alt: boolean;
}

export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly kind: Kind;
  readonly shift: boolean;
  readonly alt: boolean;
}

type Phase = 'idle' | 'pressed' | 'drawing' | 'panning' | 'left';

export interface State {
  /** pressed: down, and the map's own until it is a click; drawing: the tool has it;
   * panning: moved by us; left: fingers are the map's until all are up. */
  readonly phase: Phase;
  readonly id: number;
  readonly from: Spot | null;
  /** Where the pan stood last. */
  readonly x: number;
  readonly y: number;
  /** Fingers that are down. */
  readonly down: readonly number[];
}

export type Effect =
  | { readonly do: 'hover' | 'begin' | 'draw' | 'commit' | 'click'; readonly at: Spot }
  | { readonly do: 'pan'; readonly dx: number; readonly dy: number }
  | { readonly do: 'cancel' };

interface Wants {
  /** Whether the tool in hand begins something where this press is. */
  readonly grabs: boolean;
  /** Whether the space bar is held: then the map is dragged. */
  readonly space: boolean;
}

export const IDLE: State = { phase: 'idle', id: 0, from: null, x: 0, y: 0, down: [] };
/** A press that moved less is a click; fingers tremble more. */
const SLACK: Readonly<Record<Kind, number>> = { mouse: 4, pen: 6, touch: 10 };
const MAIN = 0;

export function next(state: State, touch: Touch, wants: Wants): [State, readonly Effect[]] {
  const down = fingers(state.down, touch);
  const now = { ...state, down };
  switch (touch.type) {
    case 'down':
      return press(now, touch, wants);
    case 'move':
      return move(now, touch);
    case 'up':
      return release(now, touch);
    case 'cancel':
      return [rest(down), state.phase === 'drawing' ? [{ do: 'cancel' }] : []];
  }
}

function press(state: State, touch: Touch, wants: Wants): [State, readonly Effect[]] {
  if (state.phase !== 'idle') {
    // A second finger, or another button: what was drawn is dropped, and the fingers move the map.
    const dropped: Effect[] = state.phase === 'drawing' ? [{ do: 'cancel' }] : [];
    return [{ ...state, phase: 'left' }, dropped];
  }
  const begun = { ...state, id: touch.id, from: spot(touch), x: touch.x, y: touch.y };
  if (touch.button !== MAIN) {
    return [{ ...begun, phase: 'panning' }, []];
  }
  if (wants.space || !wants.grabs) {
    return [{ ...begun, phase: 'pressed' }, []];
  }
  return [{ ...begun, phase: 'drawing' }, [{ do: 'begin', at: spot(touch) }]];
}

function move(state: State, touch: Touch): [State, readonly Effect[]] {
  if (state.phase === 'idle') {
    return [state, touch.kind === 'touch' ? [] : [{ do: 'hover', at: spot(touch) }]];
  }
  if (touch.id !== state.id) {
    return [state, []];
  }
  switch (state.phase) {
    case 'drawing':
      return [state, [{ do: 'draw', at: spot(touch) }]];
    case 'panning': {
      const pan: Effect = { do: 'pan', dx: touch.x - state.x, dy: touch.y - state.y };
      return [{ ...state, x: touch.x, y: touch.y }, [pan]];
    }
    default:
      return [state, []];
  }
}

function release(state: State, touch: Touch): [State, readonly Effect[]] {
  if (state.phase === 'left') {
    return [state.down.length > 0 ? state : IDLE, []];
  }
  if (touch.id !== state.id) {
    return [state, []];
  }
  const still = state.from !== null && near(state.from, touch);
  const over = rest(state.down);
  if (state.phase === 'drawing') {
    return [over, [{ do: 'commit', at: spot(touch) }]];
  }
  return [over, state.phase === 'pressed' && still ? [{ do: 'click', at: spot(touch) }] : []];
}

function rest(down: readonly number[]): State {
  return down.length > 0 ? { ...IDLE, phase: 'left', down } : IDLE;
}

function fingers(down: readonly number[], touch: Touch): readonly number[] {
  const others = down.filter((id) => id !== touch.id);
  return touch.type === 'down' || (touch.type === 'move' && down.includes(touch.id))
    ? [...others, touch.id]
    : others;
}

function spot({ x, y, kind, shift, alt }: Touch): Spot {
  return { x, y, kind, shift, alt };
}

function near(from: Spot, to: Touch): boolean {
  return Math.hypot(from.x - to.x, from.y - to.y) <= SLACK[from.kind];
}
