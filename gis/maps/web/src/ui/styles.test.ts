import { html, render } from 'lit';
import { expect, test } from 'vitest';
import { styles } from './styles.ts';

test('properties are set, changed and taken away', () => {
  const place = document.createElement('div');
  const show = (info: Record<string, string>) => render(html`<i style=${styles(info)}></i>`, place);
  show({ left: '8px', '--swatch': 'red' });
  const style = (place.querySelector('i') as HTMLElement).style;
  expect(style.left).toBe('8px');
  expect(style.getPropertyValue('--swatch')).toBe('red');
  show({ left: '9px', borderColor: 'blue' });
  expect(style.left).toBe('9px');
  expect(style.borderColor).toBe('blue');
  expect(style.getPropertyValue('--swatch')).toBe('');
});

test('it stands for the whole attribute only', () => {
  const place = document.createElement('div');
  expect(() => render(html`<i title=${styles({})}></i>`, place)).toThrow('style');
});
