/** Keys of the command centre: panels by number, layers, the window, the wall. */
import { COMMAND_PANELS, LAYERS } from '../app/command-route.ts';
import { goCommand, noteCommand } from '../app/route.ts';
import type { Pair } from '../ui/words.ts';
import { player } from './player.ts';
import { shownRoute, shownSpan } from './sight.ts';
import { edges, moved } from './time.ts';

export const COMMAND_KEYS: readonly { readonly keys: readonly string[]; readonly said: Pair }[] = [
  {
    keys: ['1', '8'],
    said: ['打开面板：实时、热点……可达', 'Open a panel: live, hot spots ... reach'],
  },
  { keys: ['L'], said: ['换下一种地图内容', 'Next content of the map'] },
  { keys: ['[', ']'], said: ['前一段、后一段时间', 'Earlier or later window'] },
  { keys: ['P'], said: ['播放或暂停回放', 'Play or pause'] },
  { keys: ['W'], said: ['大屏模式', 'Video wall'] },
  {
    keys: ['Esc'],
    said: ['关闭事件、取消所选网格、退出大屏', 'Close the ticket, the grid, the wall'],
  },
];

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
