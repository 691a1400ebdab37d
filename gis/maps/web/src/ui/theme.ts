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
/** What a page wants whatever was chosen, such as a video wall; null for nothing. */
export const wantedByPage = signal<Theme | null>(null);
/** What is shown now. */
export const theme = computed<Theme>(() => {
  const wanted = wantedByPage.get() ?? chosen.get();
  return wanted === 'screen' ? (screenIsDark.get() ? 'dark' : 'light') : wanted;
});
