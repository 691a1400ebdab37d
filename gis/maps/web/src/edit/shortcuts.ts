/** Keys of the map and its tools; the help shows this table, and keys are looked up in it. */
import type { Pair } from '../ui/words.ts';
import type { ToolName } from './tools.ts';

export type Command =
  | { readonly do: 'tool'; readonly tool: ToolName }
  | { readonly do: 'undo' | 'redo' | 'merge' | 'cancel' };

export type Group = 'tools' | 'edit' | 'walk' | 'border' | 'line' | 'findings' | 'pointer';

interface Shortcut {
  /** Keys that do it, one way each; `+` joins keys pressed together. */
  readonly keys: readonly string[];
  readonly zh: string;
  readonly en: string;
  readonly group: Group;
}

interface Bound extends Shortcut {
  readonly command: Command;
}

export const GROUPS: Readonly<Record<Group, Pair>> = {
  tools: ['工具', 'Tools'],
  edit: ['编辑', 'Editing'],
  walk: ['用键盘在地图上行走', 'Walking on the map'],
  border: ['用键盘推移边界', 'Moving a border by keys'],
  line: ['用键盘画线', 'Drawing a line by keys'],
  findings: ['问题与户数', 'Findings and the band'],
  pointer: ['鼠标与触摸', 'Mouse and touch'],
};

const hold = (key: string, name: ToolName, zh: string, en: string): Bound => ({
  keys: [key],
  zh,
  en,
  group: 'tools',
  command: { do: 'tool', tool: name },
});

const bound: readonly Bound[] = [
  hold('V', 'select', '选择', 'Select'),
  hold('B', 'border', '推移边界', 'Move a border'),
  hold('P', 'brush', '笔刷', 'Brush'),
  hold('L', 'lasso', '套索', 'Lasso'),
  hold('S', 'split', '划线分割网格', 'Split a grid'),
  hold('C', 'cut', '切分基本单元', 'Cut an atom'),
  hold('D', 'site', '划专属网格', 'Dedicated grid'),
  {
    keys: ['M'],
    zh: '合并所选网格',
    en: 'Merge the chosen grids',
    group: 'edit',
    command: { do: 'merge' },
  },
  {
    keys: ['U', 'Ctrl+Z'],
    zh: '撤销',
    en: 'Undo',
    group: 'edit',
    command: { do: 'undo' },
  },
  {
    keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
    zh: '重做',
    en: 'Redo',
    group: 'edit',
    command: { do: 'redo' },
  },
  {
    keys: ['Esc'],
    zh: '取消正在画的；再按一次取消选择',
    en: 'Drop what is being drawn; once more: choose nothing',
    group: 'edit',
    command: { do: 'cancel' },
  },
];

const line = (group: Group, keys: readonly string[], zh: string, en: string): Shortcut => ({
  keys,
  zh,
  en,
  group,
});

export const shortcuts: readonly Shortcut[] = [
  ...bound,
  line('walk', ['←', '↑', '↓', '→'], '走到相邻的基本单元', 'Walk to the next atom'),
  line('walk', ['Shift+←', 'Shift+→'], '边走边选', 'Choose while walking'),
  line('walk', ['G'], '选择所在网格', 'Choose the grid one stands in'),
  line(
    'walk',
    ['Enter'],
    '拿起所选基本单元；走到目标网格再按一次放下',
    'Pick up the chosen atoms; once more in another grid: put them down',
  ),
  line('border', ['N', 'Shift+N'], '换一个相邻网格', 'Another neighbouring grid'),
  line('border', ['+', '-'], '边界向外、向内移一个单元', 'Move the border out or in by an atom'),
  line('border', ['Enter'], '保存', 'Save'),
  line(
    'line',
    ['←', '↑', '↓', '→'],
    '移动十字光标（Shift 微调）',
    'Move the cross (Shift: finely)',
  ),
  line(
    'line',
    ['Enter'],
    '加一个点；在同一处再按一次完成',
    'Add a point; again on the spot: finish',
  ),
  line('line', ['Backspace'], '去掉最后一个点', 'Take the last point back'),
  line(
    'findings',
    ['O', 'Shift+O'],
    '下一个、上一个超出区间的网格',
    'Next or previous grid out of the band',
  ),
  line('findings', ['J', 'K'], '面板中的下一条、上一条', 'Next or previous one of the panel'),
  line('findings', ['F'], '给出修复建议', 'Suggest a fix'),
  line('findings', ['1', '2', '3'], '选择一条建议', 'Choose a suggestion'),
  line('findings', ['Enter'], '采用所选建议', 'Carry it out'),
  line('findings', ['T'], '留到稍后', 'Put it off'),
  line('findings', ['X'], '豁免（审核员）', 'Accept it (auditors)'),
  line('pointer', ['Shift'], '按住并点击：加选', 'Hold and click: choose one more'),
  line(
    'pointer',
    ['Alt'],
    '按住并点击，或双击：选择基本单元',
    'Hold and click, or double click: choose an atom',
  ),
  line(
    'pointer',
    ['Space'],
    '按住并拖动，或用右键拖动：平移地图',
    'Hold and drag, or drag with the right button: pan',
  ),
  line('pointer', ['[', ']'], '笔刷变小、变大', 'Smaller or larger brush'),
];

/** What a key asks for; null where it is not one of these. */
export function commandOf(event: Press): Command | null {
  const pressed = spelled(event);
  return bound.find((one) => one.keys.includes(pressed))?.command ?? null;
}

/** The key of a tool, for its tooltip. */
export function keyOf(name: ToolName): string {
  const found = bound.find((one) => one.command.do === 'tool' && one.command.tool === name);
  return found?.keys[0] ?? '';
}

export type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** A key press as the table writes it: `Ctrl+Shift+Z`; the Command key counts as Ctrl. */
function spelled(event: Press): string {
  const key = event.key === 'Escape' ? 'Esc' : event.key.toUpperCase();
  const held = [
    (event.ctrlKey || event.metaKey) && 'Ctrl',
    event.altKey && 'Alt',
    event.shiftKey && 'Shift',
  ].filter(Boolean);
  return [...held, key].join('+');
}
