/** Keys that work on every page; those of the map and its tools are in edit/shortcuts.ts. */
import type { Pair } from '../ui/words.ts';

export const GENERAL: readonly { readonly keys: readonly string[]; readonly said: Pair }[] = [
  { keys: ['?'], said: ['显示本页', 'Show this help'] },
  { keys: ['Esc'], said: ['关闭对话框或菜单', 'Close a dialog or menu'] },
  { keys: ['Tab', 'Shift+Tab'], said: ['到下一个、上一个控件', 'Next or previous control'] },
  { keys: ['Enter', 'Space'], said: ['按下所在的按钮', 'Press the button one is on'] },
];

const TYPING = 'input, textarea, select, [contenteditable]';

/** Whether a key press asks for the help: not while somebody types. */
export function asksForHelp(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  const typing = target instanceof Element && target.closest(TYPING) !== null;
  return event.key === '?' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
}
