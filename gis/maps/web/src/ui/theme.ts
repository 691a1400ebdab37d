/** Light or dark, as the screen is or as chosen. */
import { computed, signal } from '@lit-labs/signals';
import { remembered } from './memory.ts';

export type Theme = 'light' | 'dark';

const screen = matchMedia('(prefers-color-scheme: dark)');
const screenIsDark = signal(screen.matches);
screen.addEventListener('change', (event) => screenIsDark.set(event.matches));

const [chosen, choose] = remembered<Theme | 'screen'>('theme', 'screen');

export const themeChoice = chosen;
export const setTheme = choose;
/** What is shown now. */
export const theme = computed<Theme>(() => {
  const wanted = chosen.get();
  return wanted === 'screen' ? (screenIsDark.get() ? 'dark' : 'light') : wanted;
});
