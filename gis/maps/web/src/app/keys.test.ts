import { expect, it } from 'vitest';
import { asksForHelp } from './keys.ts';

function pressed(target: Element, key: string, held: KeyboardEventInit = {}): KeyboardEvent {
  document.body.append(target);
  const event = new KeyboardEvent('keydown', { key, bubbles: true, ...held });
  let path: EventTarget[] = [];
  target.addEventListener('keydown', () => (path = event.composedPath()));
  target.dispatchEvent(event);
  Object.defineProperty(event, 'composedPath', { value: () => path });
  return event;
}

it('a question mark asks for the help', () => {
  expect(asksForHelp(pressed(document.createElement('button'), '?'))).toBe(true);
  expect(asksForHelp(pressed(document.createElement('button'), 'h'))).toBe(false);
});

it('not while somebody writes it', () => {
  expect(asksForHelp(pressed(document.createElement('input'), '?'))).toBe(false);
  expect(asksForHelp(pressed(document.createElement('textarea'), '?'))).toBe(false);
});

it('nor as part of a key of the browser', () => {
  expect(asksForHelp(pressed(document.createElement('p'), '?', { ctrlKey: true }))).toBe(false);
});
