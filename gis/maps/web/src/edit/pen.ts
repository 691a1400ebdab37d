/** A line drawn by keys alone: arrows move a cross, Enter adds a point. Pure. */
import type { Position } from '../graph/protocol.ts';
import type { Pixel } from './ground.ts';
import type { Press } from './shortcuts.ts';

export interface Pen {
  readonly cross: Pixel;
  readonly points: readonly Position[];
  /** Where the cross was when the last point was added. */
  readonly last: Pixel | null;
}

interface Stepped {
  readonly pen: Pen;
  /** The whole line once it is finished. */
  readonly finished: readonly Position[] | null;
}

const STEP_PX = 16;
const FINE_PX = 2;
const ARROWS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export const lifted = (cross: Pixel): Pen => ({ cross, points: [], last: null });

/** What a key does to the line; null where it is none of the pen's.
 *
 * `least`: how many points a finished line has at least.
 */
export function pressed(
  pen: Pen,
  press: Pick<Press, 'key' | 'shiftKey'>,
  unproject: (at: Pixel) => Position,
  least: number,
): Stepped | null {
  const arrow = ARROWS[press.key];
  if (arrow) {
    const step = press.shiftKey ? FINE_PX : STEP_PX;
    const { x, y } = pen.cross;
    return going({ ...pen, cross: { x: x + arrow[0] * step, y: y + arrow[1] * step } });
  }
  if (press.key === 'Backspace') {
    return going({ ...pen, points: pen.points.slice(0, -1), last: null });
  }
  if (press.key !== 'Enter') {
    return null;
  }
  const again = pen.last?.x === pen.cross.x && pen.last.y === pen.cross.y;
  if (again) {
    return pen.points.length >= least
      ? { pen: lifted(pen.cross), finished: pen.points }
      : going(pen);
  }
  return going({ ...pen, points: [...pen.points, unproject(pen.cross)], last: pen.cross });
}

function going(pen: Pen): Stepped {
  return { pen, finished: null };
}
