/** Walking over atoms by keys, and carrying some of them to another grid. */
import type { AtomTold, Direction } from '../graph/protocol.ts';
import type { PlanMap } from '../map/contract.ts';
import type { PlanStore } from '../plan/contract.ts';
import { announced, dictionary, figure } from '../ui/words.ts';
import { commit } from './commit.ts';
import { drawing, drawn } from './drawing.ts';
import { shortOf } from './figures.ts';
import { choose, chosen, here } from './selection.ts';
import type { Press } from './shortcuts.ts';
import { Turns } from './turns.ts';

const say = dictionary({
  atom: (households: string, grid: string) => [
    `基本单元，${households}户，网格${grid}`,
    `atom of ${households} households, grid ${grid}`,
  ],
  floors: (from: number, to: number) => [`${from}至${to}层，`, `floors ${from} to ${to}, `],
  edge: ['这个方向没有相邻单元', 'nothing borders on it in this direction'],
  lost: ['请先放大地图到能看见基本单元', 'zoom in until atoms are shown'],
  lifted: (count: number) => [
    `已拿起${count}个基本单元，走到目标网格后按回车放下，Esc 取消`,
    `${count} ${count === 1 ? 'atom' : 'atoms'} picked up; walk into another grid and press Enter, or Esc`,
  ],
  dropped: ['已放回', 'put back'],
  same: ['还在原来的网格里', 'still in the same grid'],
  grid: (code: string) => [`已选网格${code}`, `grid ${code} chosen`],
});

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'west',
  ArrowRight: 'east',
  ArrowUp: 'north',
  ArrowDown: 'south',
};
/** How near the edge of the map one may walk before it follows, pixels. */
const MARGIN = 80;

export class Walker {
  private carried: readonly number[] = [];
  private readonly turns = new Turns();

  constructor(
    private readonly map: PlanMap,
    private readonly store: PlanStore,
  ) {}

  /** Whether the key was meant for walking. */
  key(press: Press): boolean {
    const direction = ARROWS[press.key];
    if (direction) {
      this.turns.add(() => this.walk(direction, press.shiftKey));
    } else if (press.key === 'Enter') {
      this.turns.add(() => (this.carried.length > 0 ? this.putDown() : this.pickUp()));
    } else if (press.key.toLowerCase() === 'g') {
      this.turns.add(() => this.chooseGrid());
    } else {
      return false;
    }
    return true;
  }

  /** Put back what is carried; false where nothing is. */
  cancel(): boolean {
    const carrying = this.carried.length > 0;
    if (carrying) {
      this.carried = [];
      this.map.mark('moving', []);
      drawing.set(null);
      announced.set(say.dropped());
    }
    return carrying;
  }

  /** Once all keys so far have been done. */
  settled(): Promise<void> {
    return this.turns.settled();
  }

  private async walk(direction: Direction, more: boolean): Promise<void> {
    const from = await this.standing();
    if (from === null) {
      announced.set(say.lost());
      return;
    }
    // The first key only shows where one stands.
    const next = here.get() === null ? from : await this.store.graph.step(from, direction);
    const atom = next === null ? null : await this.store.graph.atom(next);
    if (!atom) {
      announced.set(say.edge());
      return;
    }
    here.set(atom.id);
    this.follow(atom);
    announced.set(this.told(atom));
    if (this.carried.length > 0) {
      await this.preview(atom);
    } else {
      const { atoms } = chosen();
      choose({ atoms: more ? [...new Set([...atoms, from, atom.id])] : [atom.id] });
    }
  }

  /** The atom one stands on: where one walked last, else something chosen, else mid-map. */
  private async standing(): Promise<number | null> {
    const { grids, atoms } = chosen();
    const { clientWidth, clientHeight } = this.map.map.getCanvas();
    return (
      here.get() ??
      atoms.at(-1) ??
      (grids[0] === undefined ? undefined : (await this.store.graph.atomsOf(grids[0]))[0]) ??
      this.map.atomAt([clientWidth / 2, clientHeight / 2])
    );
  }

  private async pickUp(): Promise<void> {
    const { atoms } = chosen();
    if (atoms.length === 0 || !this.store.editable.get()) {
      return;
    }
    this.carried = atoms;
    this.map.mark('moving', atoms);
    announced.set(say.lifted(atoms.length));
  }

  private async preview(atom: AtomTold): Promise<void> {
    const preview = await this.store.graph.preview(this.carried, atom.grid);
    const home = preview.refused?.why === 'nothing';
    drawing.set(home ? null : drawn(preview));
  }

  private async putDown(): Promise<void> {
    const preview = drawing.get()?.preview;
    if (!preview || preview.target === null) {
      announced.set(say.same());
      return;
    }
    const { carried } = this;
    this.carried = [];
    this.map.mark('moving', []);
    choose({ atoms: carried });
    const wish = { type: 'move' as const, atoms: [...preview.atoms], grid: preview.target };
    await commit(this.store, wish, preview);
  }

  private async chooseGrid(): Promise<void> {
    const at = here.get();
    const atom = at === null ? null : await this.store.graph.atom(at);
    const grid = atom && this.store.grids.get().get(atom.grid);
    if (grid) {
      choose({ grids: [grid.id] });
      announced.set(say.grid(shortOf(grid)));
    }
  }

  private told(atom: AtomTold): string {
    const grid = this.store.grids.get().get(atom.grid);
    const floors = atom.floors ? say.floors(atom.floors[0], atom.floors[1]) : '';
    return floors + say.atom(figure(atom.households), grid ? shortOf(grid) : '');
  }

  /** Bring the map along when one walks to its edge. */
  private follow(atom: AtomTold): void {
    const { x, y } = this.map.map.project([...atom.at]);
    const { clientWidth, clientHeight } = this.map.map.getCanvas();
    const inside = (value: number, size: number) => value > MARGIN && value < size - MARGIN;
    if (!(inside(x, clientWidth) && inside(y, clientHeight))) {
      this.map.fly(atom.at);
    }
  }
}
