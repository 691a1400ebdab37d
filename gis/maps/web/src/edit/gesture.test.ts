import { expect, test } from 'vitest';
import { type Effect, IDLE, next, type State, type Touch } from './gesture.ts';

const TAKES = { grabs: true, space: false };
const LEAVES = { grabs: false, space: false };

/** What comes of some pointer events: the last state, and the names of all effects. */
function play(touches: Partial<Touch>[], wants = TAKES): [State, string[], Effect[]] {
  let state = IDLE;
  const effects: Effect[] = [];
  for (const one of touches) {
    const touch: Touch = {
      type: 'move',
      id: 1,
      kind: 'mouse',
      button: 0,
      x: 0,
      y: 0,
      shift: false,
      alt: false,
      ...one,
    };
    const [after, more] = next(state, touch, wants);
    state = after;
    effects.push(...more);
  }
  return [state, effects.map((one) => one.do), effects];
}

test('a press the tool takes is drawn until it is released', () => {
  const [state, told] = play([{ type: 'down' }, { x: 9 }, { x: 20 }, { type: 'up', x: 20 }]);
  expect(told).toEqual(['begin', 'draw', 'draw', 'commit']);
  expect(state).toEqual(IDLE);
});

test('a press the tool leaves is a click when it did not move, and else the map pans', () => {
  expect(play([{ type: 'down' }, { x: 2 }, { type: 'up', x: 2 }], LEAVES)[1]).toEqual(['click']);
  expect(play([{ type: 'down' }, { x: 30 }, { type: 'up', x: 30 }], LEAVES)[1]).toEqual([]);
});

test('a finger trembles more than a mouse', () => {
  const tap = (kind: 'mouse' | 'touch') =>
    play(
      [
        { type: 'down', kind },
        { type: 'up', kind, x: 8 },
      ],
      LEAVES,
    )[1];
  expect(tap('mouse')).toEqual([]);
  expect(tap('touch')).toEqual(['click']);
});

test('with the space bar held nothing is drawn', () => {
  const told = play([{ type: 'down' }, { x: 40 }, { type: 'up', x: 40 }], {
    grabs: true,
    space: true,
  })[1];
  expect(told).toEqual([]);
});

test('the right and the middle button pan by what they moved', () => {
  for (const button of [1, 2]) {
    const effects = play([
      { type: 'down', button, x: 10, y: 10 },
      { x: 14, y: 9 },
      { x: 20, y: 9 },
      { type: 'up', button, x: 20, y: 9 },
    ])[2];
    expect(effects).toEqual([
      { do: 'pan', dx: 4, dy: -1 },
      { do: 'pan', dx: 6, dy: 0 },
    ]);
  }
});

test('a second finger drops what is drawn, and nothing is drawn until all fingers are up', () => {
  const kind = 'touch' as const;
  const [state, told] = play([
    { type: 'down', kind, id: 1 },
    { kind, id: 1, x: 9 },
    { type: 'down', kind, id: 2, x: 90 },
    { kind, id: 1, x: 30 },
    { type: 'up', kind, id: 1, x: 30 },
    { kind, id: 2, x: 50 },
    { type: 'up', kind, id: 2, x: 50 },
  ]);
  expect(told).toEqual(['begin', 'draw', 'cancel']);
  expect(state).toEqual(IDLE);
});

test('a pointer the browser takes away cancels', () => {
  const [state, told] = play([{ type: 'down' }, { x: 9 }, { type: 'cancel' }]);
  expect(told).toEqual(['begin', 'draw', 'cancel']);
  expect(state).toEqual(IDLE);
});

test('a mouse hovers, a finger does not', () => {
  expect(play([{ x: 3 }])[1]).toEqual(['hover']);
  expect(play([{ x: 3, kind: 'touch' }])[1]).toEqual([]);
});
