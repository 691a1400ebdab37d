/** Keys that work on every page; those of the map and its tools are in edit/shortcuts.ts. */
import type { Pair } from '../ui/words.ts';

export const GENERAL: readonly { readonly keys: readonly string[]; readonly said: Pair }[] = [
  { keys: ['?'], said: ['显示本页', 'Show this help'] },
  { keys: ['Esc'], said: ['关闭对话框或菜单', 'Close a dialog or menu'] },
  { keys: ['Tab', 'Shift+Tab'], said: ['到下一个、上一个控件', 'Next or previous control'] },
  { keys: ['Enter', 'Space'], said: ['按下所在的按钮', 'Press the button one is on'] },
];

/** Keys of the command centre; what they do is in command/keys.ts. */
export const COMMAND: typeof GENERAL = [
  { keys: ['1', '8'], said: ['从“实时”到“可达”，打开面板', 'Open a panel, from live to reach'] },
  { keys: ['L'], said: ['换下一种地图内容', 'Next content of the map'] },
  { keys: ['[', ']'], said: ['前一段、后一段时间', 'Earlier, later window'] },
  { keys: ['P'], said: ['继续或暂停回放', 'Go on with or pause the playback'] },
  {
    keys: ['Alt'],
    said: [
      '按住并在时间轴上拖动：第二时段',
      'Held while dragging on the timeline: the second window',
    ],
  },
  { keys: ['W'], said: ['大屏模式', 'Video wall'] },
  {
    keys: ['Esc'],
    said: ['关闭事件、取消所选网格、退出大屏', 'Close the ticket, choose no grid, leave the wall'],
  },
];

const TYPING = 'input, textarea, select, [contenteditable]';

/** Whether a key press asks for the help: not while somebody types. */
export function asksForHelp(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  const typing = target instanceof Element && target.closest(TYPING) !== null;
  return event.key === '?' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
}
