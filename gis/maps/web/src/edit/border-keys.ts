/** A border moved by keys: choose the neighbour, then turn atoms over one after another. */
import type { Position } from '../graph/protocol.ts';
import type { PlanMap } from '../map/contract.ts';
import type { PlanStore } from '../plan/contract.ts';
import { announced, dictionary } from '../ui/words.ts';
import { commit } from './commit.ts';
import { concerned, drawing, drawn } from './drawing.ts';
import { shortOf } from './figures.ts';
import { choose, chosen, here } from './selection.ts';
import type { Press } from './shortcuts.ts';
import { Turns } from './turns.ts';

const say = dictionary({
  none: ['请先选择一个网格', 'choose a grid first'],
  alone: ['这个网格没有相邻网格', 'this grid has no neighbour'],
  between: (own: string, other: string) => [
    `${own}与${other}的边界；按加号向外推、减号向内收`,
    `border of ${own} and ${other}; plus moves it out, minus in`,
  ],
  end: ['边界上没有更多单元', 'no more atoms on this border'],
});

interface Held {
  readonly own: number;
  readonly other: number;
  /** Atoms turned over: positive ones come to `own`, negative ones leave it. */
  readonly count: number;
}

export class BorderKeys {
  private held: Held | null = null;
  private readonly turns = new Turns();

  constructor(
    private readonly map: PlanMap,
    private readonly store: PlanStore,
  ) {}

  key(press: Press): boolean {
    const key = press.key.toLowerCase();
    if (key === 'n') {
      this.turns.add(() => this.next(press.shiftKey ? -1 : 1));
    } else if (key === '+' || key === '=') {
      this.turns.add(() => this.turn(1));
    } else if (key === '-') {
      this.turns.add(() => this.turn(-1));
    } else if (key === 'enter' && this.held) {
      this.turns.add(() => this.save());
    } else {
      return false;
    }
    return true;
  }

  cancel(): boolean {
    const holding = this.held !== null;
    if (holding) {
      this.clear();
      drawing.set(null);
    }
    return holding;
  }

  settled(): Promise<void> {
    return this.turns.settled();
  }

  private async next(by: 1 | -1): Promise<void> {
    const own = this.held?.own ?? (await this.own());
    if (own === null) {
      announced.set(say.none());
      return;
    }
    const others = (await this.store.graph.neighbours(own)).map((one) => one.grid);
    const now = this.held ? others.indexOf(this.held.other) : by > 0 ? -1 : 0;
    const other = others.at((now + by) % others.length);
    if (other === undefined) {
      announced.set(say.alone());
      return;
    }
    this.map.mark('moving', []);
    drawing.set(null);
    this.held = { own, other, count: 0 };
    concerned.set([own, other]);
    announced.set(say.between(this.code(own), this.code(other)));
  }

  private async turn(by: 1 | -1): Promise<void> {
    if (!this.held) {
      await this.next(1);
    }
    const { held } = this;
    if (!held) {
      return;
    }
    const count = held.count + by;
    const [from, to] = count > 0 ? [held.other, held.own] : [held.own, held.other];
    const turned = await this.frontier(from, to);
    if (Math.abs(count) > turned.length) {
      announced.set(say.end());
      return;
    }
    this.held = { ...held, count };
    const atoms = turned.slice(0, Math.abs(count));
    const preview = count === 0 ? null : await this.store.graph.preview(atoms, to);
    this.map.mark('moving', preview?.atoms ?? []);
    drawing.set(preview && drawn(preview));
  }

  private async frontier(from: number, to: number): Promise<number[]> {
    const at = await this.place();
    return (await this.store.graph.frontier(from, to, at)).map((one) => one.atom);
  }

  private async save(): Promise<void> {
    const [{ held }, preview] = [this, drawing.get()?.preview];
    if (!(held && preview) || preview.target === null) {
      return;
    }
    this.clear();
    choose({ grids: [held.own] });
    const wish = { type: 'move' as const, atoms: [...preview.atoms], grid: preview.target };
    await commit(this.store, wish, preview);
  }

  private clear(): void {
    this.held = null;
    this.map.mark('moving', []);
    concerned.set([]);
  }

  /** The grid chosen, or the one walked in. */
  private async own(): Promise<number | null> {
    const at = here.get();
    return (
      chosen().grids[0] ?? (at === null ? null : ((await this.store.graph.atom(at))?.grid ?? null))
    );
  }

  /** Where turning begins: where one stands, or what is in the middle. */
  private async place(): Promise<Position> {
    const at = here.get();
    const atom = at === null ? null : await this.store.graph.atom(at);
    const { lng, lat } = this.map.map.getCenter();
    return atom?.at ?? [lng, lat];
  }

  private code(id: number): string {
    const grid = this.store.grids.get().get(id);
    return grid ? shortOf(grid) : '';
  }
}
