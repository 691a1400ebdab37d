import { beforeEach, expect, test } from 'vitest';
import { go, planRoute } from '../app/route.ts';
import { announced, setLanguage } from '../ui/words.ts';
import { BorderKeys } from './border-keys.ts';
import { drawing } from './drawing.ts';
import { fakeMap, fakePlan } from './fakes.ts';
import { choose, chosen, here } from './selection.ts';
import { Walker } from './walker.ts';

const press = (key: string, shiftKey = false) => ({
  key,
  shiftKey,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
});

beforeEach(() => {
  setLanguage('zh');
  go(planRoute(1));
  here.set(null);
  drawing.set(null);
  announced.set('');
});

function walking() {
  const [{ store, sent }, { map, marked }] = [fakePlan(), fakeMap()];
  const walker = new Walker(map, store);
  const type = async (...keys: string[]) => {
    for (const key of keys) {
      const bare = key.replace('Shift+', '');
      walker.key(press(bare, bare !== key));
    }
    await walker.settled();
  };
  return { walker, type, sent, marked };
}

test('the first arrow shows where one stands, the next ones walk, and each atom is read out', async () => {
  const { type } = walking();
  await type('ArrowRight');
  expect(here.get()).toBe(5);
  await type('ArrowRight', 'ArrowRight');
  expect(here.get()).toBe(7);
  expect(chosen().atoms).toEqual([7]);
  expect(announced.get()).toBe('基本单元，10户，网格003');
});

test('where nothing borders on, one stays and hears so', async () => {
  const { type } = walking();
  await type('ArrowRight', 'ArrowUp');
  expect(here.get()).toBe(5);
  expect(announced.get()).toContain('没有相邻单元');
});

test('Shift chooses while walking', async () => {
  const { type } = walking();
  await type('ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight');
  expect(chosen().atoms).toEqual([5, 6, 7]);
});

test('atoms are picked up, previewed where one walks, and put down in another grid', async () => {
  const { type, sent, marked } = walking();
  await type('ArrowRight', 'ArrowRight', 'Enter');
  expect(marked.get('moving')).toEqual([6]);
  expect(drawing.get()).toBeNull();
  await type('ArrowRight');
  expect(drawing.get()?.preview.target).toBe(3);
  await type('Enter');
  expect(sent).toEqual([{ type: 'move', atoms: [6], grid: 3 }]);
  expect(marked.get('moving')).toEqual([]);
});

test('what would tear a grid is not sent', async () => {
  const { type, sent } = walking();
  await type('ArrowRight', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'Enter');
  await type('ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight');
  expect(drawing.get()?.preview.refused?.why).toBe('torn');
  await type('Enter');
  expect(sent).toEqual([]);
});

test('Esc puts back what is carried and keeps the selection', async () => {
  const { walker, type, sent } = walking();
  await type('ArrowRight', 'ArrowRight', 'Enter', 'ArrowRight');
  expect(walker.cancel()).toBe(true);
  expect(drawing.get()).toBeNull();
  expect(walker.cancel()).toBe(false);
  expect(sent).toEqual([]);
});

test('G chooses the grid one stands in', async () => {
  const { type } = walking();
  await type('ArrowRight', 'g');
  expect(chosen()).toEqual({ grids: [2], atoms: [] });
});

function atBorder() {
  const [{ store, sent }, { map, marked }] = [fakePlan(), fakeMap()];
  const keys = new BorderKeys(map, store);
  const type = async (...given: string[]) => {
    for (const key of given) {
      keys.key(press(key));
    }
    await keys.settled();
  };
  return { keys, type, sent, marked };
}

test('N goes through the neighbours of the chosen grid', async () => {
  const { type } = atBorder();
  choose({ grids: [2] });
  await type('n');
  expect(announced.get()).toContain('002与001');
  await type('n');
  expect(announced.get()).toContain('002与003');
  await type('n');
  expect(announced.get()).toContain('002与001');
});

test('without a grid one is told to choose one', async () => {
  const { type } = atBorder();
  await type('n');
  expect(announced.get()).toContain('请先选择一个网格');
});

test('plus moves the border out atom by atom, minus back and in; Enter saves', async () => {
  const { type, sent, marked } = atBorder();
  choose({ grids: [2] });
  await type('n', 'n', '+', '+');
  expect(marked.get('moving')).toEqual([7, 8]);
  await type('-', '-', '-');
  expect(marked.get('moving')).toEqual([6]);
  expect(drawing.get()?.preview.target).toBe(3);
  await type('Enter');
  expect(sent).toEqual([{ type: 'move', atoms: [6], grid: 3 }]);
});

test('at the end of a border nothing more turns over', async () => {
  const { type, marked } = atBorder();
  choose({ grids: [1] });
  await type('+', '+', '+', '+', '+');
  expect(marked.get('moving')).toEqual([4, 5, 6]);
  expect(announced.get()).toContain('没有更多');
});

test('Enter without a border in hand is left to others', () => {
  const { keys } = atBorder();
  expect(keys.key(press('Enter'))).toBe(false);
});
