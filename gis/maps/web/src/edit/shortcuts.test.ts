import { expect, test } from 'vitest';
import { commandOf, GROUPS, keyOf, shortcuts } from './shortcuts.ts';
import { TOOLS } from './tools.ts';

const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

test('every tool has a key of its own', () => {
  const keys = TOOLS.map(keyOf);
  expect(new Set(keys).size).toBe(TOOLS.length);
  expect(keys).not.toContain('');
});

test('a key is known whether Caps Lock is on or not, and Command counts as Ctrl', () => {
  expect(commandOf({ ...none, key: 'b' })).toEqual({ do: 'tool', tool: 'border' });
  expect(commandOf({ ...none, key: 'B' })).toEqual({ do: 'tool', tool: 'border' });
  expect(commandOf({ ...none, key: 'z', metaKey: true })).toEqual({ do: 'undo' });
  expect(commandOf({ ...none, key: 'Z', ctrlKey: true, shiftKey: true })).toEqual({ do: 'redo' });
});

test("the browser's own keys are left alone", () => {
  expect(commandOf({ ...none, key: 'c', ctrlKey: true })).toBeNull();
  expect(commandOf({ ...none, key: 'l', ctrlKey: true })).toBeNull();
  expect(commandOf({ ...none, key: 'd', altKey: true })).toBeNull();
  expect(commandOf({ ...none, key: 'x' })).toBeNull();
});

test('every shortcut is told in both languages and belongs to a named group', () => {
  for (const one of shortcuts) {
    expect(one.zh && one.en && GROUPS[one.group]).toBeTruthy();
  }
});
