import { afterEach, expect, test } from 'vitest';
import { letterOf } from './keys.ts';

afterEach(() => document.body.replaceChildren());

function pressed(on: string, key: string, held: KeyboardEventInit = {}): string | null {
  document.body.innerHTML = on;
  let letter: string | null = null;
  const listen = (event: KeyboardEvent) => {
    letter = letterOf(event);
  };
  window.addEventListener('keydown', listen);
  const target = document.body.querySelector('[data-here]') ?? document.body;
  target.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, composed: true, ...held }),
  );
  window.removeEventListener('keydown', listen);
  return letter;
}

test('letters are meant for the panel wherever the focus is', () => {
  expect(pressed('<button data-here>x</button>', 'j')).toBe('J');
  expect(pressed('<input type="checkbox" data-here>', 'K')).toBe('K');
});

test('not while somebody types, holds another key or is asked something', () => {
  expect(pressed('<input data-here>', 'j')).toBeNull();
  expect(pressed('<textarea data-here></textarea>', 'j')).toBeNull();
  expect(pressed('<select data-here></select>', 'j')).toBeNull();
  expect(pressed('<p data-here></p>', 'f', { ctrlKey: true })).toBeNull();
  expect(pressed('<dialog open><button data-here></button></dialog>', 'f')).toBeNull();
  expect(pressed('<p data-here></p>', 'Enter')).toBeNull();
});
