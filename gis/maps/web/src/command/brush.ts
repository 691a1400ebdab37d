/** A window over the timeline: drawn by dragging, moved, and each of its edges dragged or stepped by
 * keys. */
import { dictionary } from '../ui/words.ts';
import { hourText } from './words.ts';

const say = dictionary({
  from: ['时间窗起点', 'Beginning of the window'],
  to: ['时间窗终点', 'End of the window'],
  from2: ['对比时间窗起点', 'Beginning of the window compared with'],
  to2: ['对比时间窗终点', 'End of the window compared with'],
});

export interface Scale {
  toPixel(at: number): number;
  toTime(pixel: number): number;
  /** The nearest time where an edge may be. */
  snap(at: number): number;
}

type Edge = 'from' | 'to';
type Edges = readonly [from: number, to: number];
/** Pixels that a press must move to be a drag. */
const LEAST = 3;
const HOUR = 3_600_000;

export class Brush {
  readonly element = document.createElement('div');
  readonly #label = document.createElement('b');
  readonly #handles: Record<Edge, HTMLElement>;
  #edges: Edges | null = null;

  /** @param chosen hears of a window that was drawn, moved or changed. */
  constructor(
    private readonly which: 'first' | 'second',
    private readonly scale: Scale,
    private readonly chosen: (from: number, to: number) => void,
  ) {
    this.element.className = `brush ${which}`;
    this.#handles = { from: this.#handle('from'), to: this.#handle('to') };
    this.element.append(this.#label, this.#handles.from, this.#handles.to);
    this.element.addEventListener('pointerdown', (event) => {
      if (!event.altKey) {
        this.#drag(event, (edges, by) => [edges[0] + by, edges[1] + by]);
      }
    });
  }

  show(edges: Edges | null, label: string): void {
    this.#edges = edges;
    this.element.hidden = edges === null;
    this.#label.textContent = label;
    this.#label.hidden = label === '';
    if (edges) {
      this.#place(edges);
    }
  }

  /** Draw a new window from where the pointer went down. */
  draw(event: PointerEvent): void {
    const over = event.currentTarget as HTMLElement;
    const origin = this.scale.toTime(event.clientX - over.getBoundingClientRect().left);
    this.#drag(event, (_, by) => [Math.min(origin, origin + by), Math.max(origin, origin + by)]);
  }

  #handle(edge: Edge): HTMLElement {
    const handle = document.createElement('div');
    handle.className = `edge ${edge}`;
    handle.tabIndex = 0;
    handle.setAttribute('role', 'slider');
    handle.addEventListener('pointerdown', (event) => {
      event.stopPropagation();
      this.#drag(event, (edges, by) => withEdge(edges, edge, edges[edge === 'from' ? 0 : 1] + by));
    });
    handle.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, PageDown: -7, PageUp: 7 }[event.key];
      if (step !== undefined && this.#edges) {
        event.preventDefault();
        event.stopPropagation();
        this.#settle(this.#stepped(edge, step));
      }
    });
    return handle;
  }

  /** The window with an edge some steps on; steps are as long as the snapping says. */
  #stepped(edge: Edge, steps: number): Edges {
    const edges = this.#edges ?? [0, 0];
    let at = edges[edge === 'from' ? 0 : 1];
    const way = Math.sign(steps);
    for (let i = 0; i < Math.abs(steps); i += 1) {
      // An hour goes over to the next hour; half a day and a bit to the next day.
      const next = this.scale.snap(at + way * HOUR);
      at = next === at ? this.scale.snap(at + way * 13 * HOUR) : next;
    }
    return withEdge(edges, edge, at);
  }

  #drag(event: PointerEvent, change: (edges: Edges, by: number) => Edges): void {
    if (event.button !== 0) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const began: Edges = this.#edges ?? [0, 0];
    const start = event.clientX;
    const timeAt = (x: number) => this.scale.toTime(x) - this.scale.toTime(0);
    let now: Edges | null = null;
    const move = (moved: PointerEvent) => {
      const by = moved.clientX - start;
      if (now || Math.abs(by) >= LEAST) {
        now = change(began, timeAt(by));
        this.element.hidden = false;
        this.#place(now);
      }
    };
    const stop = (last: PointerEvent) => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', stop);
      removeEventListener('pointercancel', stop);
      if (now && last.type === 'pointerup') {
        this.#settle(now);
      } else {
        this.show(this.#edges, this.#label.textContent ?? '');
      }
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', stop);
    addEventListener('pointercancel', stop);
  }

  /** Edges at whole steps, at least one apart. */
  #settle([from, to]: Edges): void {
    const start = this.scale.snap(Math.min(from, to));
    let end = this.scale.snap(Math.max(from, to));
    if (end <= start) {
      end = this.scale.snap(start + HOUR);
      end = end <= start ? this.scale.snap(start + 24 * HOUR) : end;
    }
    this.chosen(start, end);
  }

  #place([from, to]: Edges): void {
    const [left, right] = [this.scale.toPixel(from), this.scale.toPixel(to)];
    this.element.style.insetInlineStart = `${left}px`;
    this.element.style.width = `${Math.max(2, right - left)}px`;
    for (const [edge, at] of [
      ['from', from],
      ['to', to],
    ] as const) {
      const handle = this.#handles[edge];
      handle.setAttribute('aria-label', this.which === 'first' ? say[edge]() : say[`${edge}2`]());
      handle.setAttribute('aria-valuenow', String(Math.round(at / HOUR)));
      handle.setAttribute('aria-valuetext', hourText(at));
    }
  }
}

function withEdge([from, to]: Edges, edge: Edge, at: number): Edges {
  return edge === 'from' ? [at, to] : [from, at];
}
