import { expect, test } from 'vitest';
import type { Position } from '../graph/protocol.ts';
import { lifted, type Pen, pressed } from './pen.ts';

const unproject = ({ x, y }: { x: number; y: number }): Position => [x / 100, y / 100];

function play(keys: string[], least = 2): { pen: Pen; finished: readonly Position[] | null } {
  let pen = lifted({ x: 100, y: 100 });
  let finished: readonly Position[] | null = null;
  for (const key of keys) {
    const bare = key.replace('Shift+', '');
    const stepped = pressed(pen, { key: bare, shiftKey: bare !== key }, unproject, least);
    pen = stepped?.pen ?? pen;
    finished = stepped?.finished ?? finished;
  }
  return { pen, finished };
}

test('arrows move the cross, Shift finely', () => {
  expect(play(['ArrowRight', 'ArrowDown', 'Shift+ArrowLeft']).pen.cross).toEqual({
    x: 114,
    y: 116,
  });
});

test('Enter adds points, and on the same spot again it finishes the line', () => {
  const { finished, pen } = play(['Enter', 'ArrowRight', 'Enter', 'Enter']);
  expect(finished).toEqual([
    [1, 1],
    [1.16, 1],
  ]);
  expect(pen.points).toEqual([]);
});

test('a line of one point is not finished, nor a ring of two', () => {
  expect(play(['Enter', 'Enter']).finished).toBeNull();
  expect(play(['Enter', 'ArrowRight', 'Enter', 'Enter'], 3).finished).toBeNull();
});

test('Backspace takes the last point back, and a point may be set there anew', () => {
  const { pen } = play(['Enter', 'ArrowRight', 'Enter', 'Backspace', 'Enter']);
  expect(pen.points).toEqual([
    [1, 1],
    [1.16, 1],
  ]);
});

test('other keys are not meant for the pen', () => {
  const pen = lifted({ x: 0, y: 0 });
  expect(pressed(pen, { key: 'b', shiftKey: false }, unproject, 2)).toBeNull();
});
