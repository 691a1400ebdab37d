/** The bars of the timeline, drawn by uPlot, with brushes over them. */
import uPlot from 'uplot';
import type { Span } from '../app/command-route.ts';
import { figure, locale } from '../ui/words.ts';
import { Brush } from './brush.ts';
import type { Step } from './contract.ts';
import { between, snapped } from './time.ts';
import { dayText, hourText } from './words.ts';

export interface Marks {
  /** Where each bar begins; milliseconds. */
  readonly at: readonly number[];
  readonly counts: readonly (number | null)[];
  readonly step: Step;
  readonly from: number;
  readonly to: number;
  /** The window, and the one it is compared with. */
  readonly first: readonly [number, number];
  readonly second: readonly [number, number] | null;
  /** The frame that is played back. */
  readonly head: number | null;
  /** Changes when colours or words do. */
  readonly look: string;
}

export type Which = 'first' | 'second';

const ZONE = 'Asia/Shanghai';
const SECOND = 1000;
/** Sizes of an axis as multiples of its letters. */
const AXIS = { letters: 0.8, across: 1.8, beside: 4 } as const;
const HOUR_SECONDS = 3600;
const STEP_SECONDS: Readonly<Record<Step, number>> = {
  hour: HOUR_SECONDS,
  day: 24 * HOUR_SECONDS,
  week: 7 * 24 * HOUR_SECONDS,
  month: 30 * 24 * HOUR_SECONDS,
};

export class Chart {
  #plot: uPlot | null = null;
  #look = '';
  #marks: Marks | null = null;
  readonly #brushes: Record<Which, Brush>;
  readonly #head = document.createElement('div');
  readonly #tip = document.createElement('div');
  readonly #sized: ResizeObserver;

  /** @param chosen hears which window was chosen by dragging. */
  constructor(
    private readonly place: HTMLElement,
    chosen: (which: Which, span: Span) => void,
  ) {
    const scale = {
      toPixel: (at: number) => this.#plot?.valToPos(at / SECOND, 'x') ?? 0,
      toTime: (pixel: number) => (this.#plot?.posToVal(pixel, 'x') ?? 0) * SECOND,
      snap: (at: number) => snapped(at, this.#marks?.step ?? 'day'),
    };
    const made = (which: Which) =>
      new Brush(which, scale, (from, to) => chosen(which, between(from, to)));
    this.#brushes = { first: made('first'), second: made('second') };
    this.#head.className = 'head';
    this.#tip.className = 'tip';
    this.#sized = new ResizeObserver(() => this.#resize());
    this.#sized.observe(place);
  }

  show(marks: Marks): void {
    const before = this.#marks;
    this.#marks = marks;
    if (!this.#plot || marks.look !== this.#look || marks.step !== before?.step) {
      this.#make(marks);
    } else if (before?.counts !== marks.counts || before.from !== marks.from) {
      this.#plot.setData(dataOf(marks));
    }
    this.#place();
  }

  end(): void {
    this.#sized.disconnect();
    this.#plot?.destroy();
    this.#plot = null;
  }

  #make(marks: Marks): void {
    this.#look = marks.look;
    this.#plot?.destroy();
    const { width, height } = this.place.getBoundingClientRect();
    this.#plot = new uPlot(
      this.#options(Math.max(100, width), Math.max(40, height)),
      dataOf(marks),
      this.place,
    );
    const { over } = this.#plot;
    for (const brush of Object.values(this.#brushes)) {
      over.append(brush.element);
    }
    over.append(this.#head, this.#tip);
    this.#tip.hidden = true;
    over.addEventListener('pointerdown', (event) => {
      // With a key held down the second window is drawn.
      const which = this.#marks?.second && event.altKey ? 'second' : 'first';
      this.#brushes[which].draw(event);
    });
  }

  #options(width: number, height: number): uPlot.Options {
    const style = getComputedStyle(this.place);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const letters = Math.round(AXIS.letters * Number.parseFloat(style.fontSize));
    const axis = {
      size: AXIS.across * letters,
      gap: 2,
      font: `${letters}px sans-serif`,
      stroke: colour('--muted'),
      ticks: { stroke: colour('--line'), size: 4 },
      grid: { stroke: colour('--line'), width: 1 },
    };
    return {
      width,
      height,
      padding: [6, 8, 0, 0],
      tzDate: (at) => uPlot.tzDate(new Date(at * SECOND), ZONE),
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { setScale: false, x: false, y: false } },
      select: { show: false, left: 0, top: 0, width: 0, height: 0 },
      scales: {
        x: { time: true, range: () => [this.#edge('from'), this.#edge('to')] },
        y: { range: (_, __, most) => [0, Math.max(1, most) * 1.06] },
      },
      axes: [
        { ...axis, grid: { show: false }, values: (_, splits, __, ___, gap) => ticks(splits, gap) },
        {
          ...axis,
          size: AXIS.beside * letters,
          values: (_, splits) => splits.map((one) => (Number.isInteger(one) ? figure(one) : '')),
        },
      ],
      series: [
        {},
        {
          fill: colour('--line-strong'),
          width: 0,
          points: { show: false },
          paths: uPlot.paths.bars?.({ size: [0.82, 60], align: 1 }) ?? null,
        } as uPlot.Series,
      ],
      hooks: { setCursor: [(plot) => this.#point(plot)] },
    };
  }

  #edge(which: 'from' | 'to'): number {
    return (this.#marks?.[which] ?? 0) / SECOND;
  }

  #resize(): void {
    const { width, height } = this.place.getBoundingClientRect();
    if (this.#plot && width > 0 && height > 0) {
      this.#plot.setSize({ width, height });
      this.#place();
    }
  }

  #place(): void {
    const marks = this.#marks;
    if (!marks || !this.#plot) {
      return;
    }
    this.#brushes.first.show(marks.first, marks.second ? 'A' : '');
    this.#brushes.second.show(marks.second, 'B');
    this.#head.hidden = marks.head === null;
    if (marks.head !== null) {
      const middle = marks.head / SECOND + STEP_SECONDS[marks.step] / 2;
      this.#head.style.insetInlineStart = `${this.#plot.valToPos(middle, 'x') - 1}px`;
    }
  }

  /** What the bar under the pointer counts. */
  #point(plot: uPlot): void {
    const { idx, left = -1 } = plot.cursor;
    const marks = this.#marks;
    const at = idx === null || idx === undefined ? undefined : marks?.at[idx];
    this.#tip.hidden = at === undefined || left < 0;
    if (marks && at !== undefined && typeof idx === 'number') {
      const time = marks.step === 'hour' ? hourText(at) : dayText(at);
      this.#tip.textContent = `${time} · ${figure(marks.counts[idx] ?? 0)}`;
      const room = plot.over.clientWidth - this.#tip.offsetWidth - 8;
      this.#tip.style.insetInlineStart = `${Math.max(0, Math.min(room, left + 10))}px`;
    }
  }
}

function dataOf(marks: Marks): uPlot.AlignedData {
  return [marks.at.map((at) => at / SECOND), [...marks.counts]];
}

/** Times below the axis, as coarse as they stand apart. */
function ticks(splits: readonly number[], gap: number): string[] {
  const day = 24 * HOUR_SECONDS;
  const form: Intl.DateTimeFormatOptions =
    gap < day
      ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
      : gap < 28 * day
        ? { month: 'numeric', day: 'numeric' }
        : gap < 360 * day
          ? { year: '2-digit', month: 'short' }
          : { year: 'numeric' };
  const dates: Intl.DateTimeFormatOptions = { month: 'numeric', day: 'numeric' };
  const write = (at: number, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale.get(), { timeZone: ZONE, ...options }).format(at * SECOND);
  return splits.map((at) => {
    // At midnight the day is told instead.
    const midnight = gap < day && (at + 8 * HOUR_SECONDS) % day === 0;
    return write(at, midnight ? dates : form);
  });
}
