/** Keys of the command centre: panels by number, layers, the window, the wall. */
import { COMMAND_PANELS, LAYERS } from '../app/command-route.ts';
import { goCommand, noteCommand } from '../app/route.ts';
import { player } from './player.ts';
import { shownRoute, shownSpan } from './sight.ts';
import { edges, moved } from './time.ts';

const TYPING =
  'input:not([type=checkbox], [type=radio], [type=range]), textarea, select, dialog[open]';

/** What a key does; null where it does nothing here. */
export function actOf(key: string): (() => void) | null {
  const number = Number(key);
  const panel = Number.isInteger(number) ? COMMAND_PANELS[number - 1] : undefined;
  if (panel) {
    return () => noteCommand({ panel });
  }
  return ACTS[key.toLowerCase()] ?? null;
}

const ACTS: Readonly<Record<string, () => void>> = {
  l: () => {
    const at = LAYERS.indexOf(shownRoute.get().layer);
    goCommand({ layer: LAYERS[(at + 1) % LAYERS.length] ?? 'rate' });
  },
  '[': () => shift(-1),
  ']': () => shift(1),
  p: () => (player.playing.get() ? player.pause() : player.play()),
  w: () => goCommand({ wall: !shownRoute.get().wall }),
  escape: () => {
    const { ticket, grid, wall } = shownRoute.get();
    if (ticket !== null) {
      goCommand({ ticket: null });
    } else if (grid !== null) {
      goCommand({ grid: null });
    } else if (wall) {
      goCommand({ wall: false });
    }
  },
};

function shift(by: number): void {
  const span = shownSpan.get();
  if (span) {
    const [from, to] = edges(span);
    goCommand({ when: moved(span, by * (to - from)) });
  }
}

/** Do what a key says, unless somebody types. */
export function keyed(event: KeyboardEvent): void {
  const target = event.composedPath()[0];
  const typing = target instanceof Element && target.closest(TYPING) !== null;
  if (typing || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const act = actOf(event.key);
  if (act) {
    event.preventDefault();
    act();
  }
}
