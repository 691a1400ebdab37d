/** How long the worker takes with 100,000 atoms: `npx vitest bench src/graph`. */
import { bench, describe } from 'vitest';
import { Graphs } from './service.ts';
import { middle, squares } from './squares.ts';

/** A hundred communities of a thousand atoms each. */
const town = new Graphs();
for (let at = 0; at < 100; at += 1) {
  const community = String(990_121_100_001 + at);
  town.load(
    squares({ seed: at, side: 32, grids: 4, barred: 0.1, first: 10_000 * (at + 1), community }),
  );
}
/** One community of 100,000 atoms, with grids of 1024. */
const grid = (x: number, y: number) => 1 + Math.floor(x / 32) * 10 + Math.floor(y / 32);
const whole = new Graphs();
whole.load(squares({ seed: 1, side: 320, grids: 0, grid }));
const reach = { a: 1, b: 11, origin: middle(31.5, 16), pointer: middle(45, 18), radius: 100 };

describe('100,000 atoms in a hundred communities', () => {
  const first = 100 * 100;
  const [other] = town.neighbours(first);
  const rim = town.frontier(first, other?.grid ?? 0, middle(0, 0))[0];
  const origin = town.atom(rim?.atom ?? 0)?.at ?? middle(0, 0);
  const last = { a: first, b: other?.grid ?? 0, origin, pointer: middle(16, 16), radius: 100 };
  bench('sweep', () => void town.sweep(last));
  bench('frozen', () => void town.frozen(first));
  bench('preview', () => void town.preview(town.atomsOf(first).slice(0, 50), last.b));
  bench('colours', () => void town.colours());
  bench('assignment', () => void town.assignment());
});

describe('100,000 atoms in one community', () => {
  bench('sweep', () => void whole.sweep(reach));
  bench('frozen', () => void whole.frozen(1));
  bench('preview', () => void whole.preview([1032], 1));
  bench('colours', () => void whole.colours());
});
