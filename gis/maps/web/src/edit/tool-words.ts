/** Names, icons and explanations of the tools. */
import brush from 'lucide-static/icons/brush.svg?raw';
import site from 'lucide-static/icons/land-plot.svg?raw';
import lasso from 'lucide-static/icons/lasso.svg?raw';
import select from 'lucide-static/icons/mouse-pointer-2.svg?raw';
import border from 'lucide-static/icons/move-horizontal.svg?raw';
import cut from 'lucide-static/icons/scissors.svg?raw';
import split from 'lucide-static/icons/square-split-horizontal.svg?raw';
import type { Pair } from '../ui/words.ts';
import type { ToolName } from './tools.ts';

interface ToolWords {
  readonly drawing: string;
  readonly name: Pair;
  readonly what: Pair;
}

export const TOOL_WORDS: Readonly<Record<ToolName, ToolWords>> = {
  select: {
    drawing: select,
    name: ['选择', 'Select'],
    what: ['点选网格；双击选基本单元', 'Click grids; double click an atom'],
  },
  border: {
    drawing: border,
    name: ['推边界', 'Border'],
    what: ['按住两个网格的边界拖动', 'Drag the border of two grids'],
  },
  brush: {
    drawing: brush,
    name: ['笔刷', 'Brush'],
    what: ['把涂过的基本单元并入一个网格', 'Paint atoms into a grid'],
  },
  lasso: {
    drawing: lasso,
    name: ['套索', 'Lasso'],
    what: ['圈选一批基本单元', 'Choose atoms by a loop'],
  },
  split: {
    drawing: split,
    name: ['分网格', 'Split'],
    what: ['画线把网格一分为二', 'Split a grid along a line'],
  },
  cut: {
    drawing: cut,
    name: ['切单元', 'Cut'],
    what: ['画线切开一个基本单元', 'Cut an atom along a line'],
  },
  site: {
    drawing: site,
    name: ['专属', 'Site'],
    what: ['圈出专属网格的用地', 'Draw the ground of a dedicated grid'],
  },
};

/** What an operation did, for undo and redo. */
const KINDS: Readonly<Record<string, Pair>> = {
  move: ['移动基本单元', 'move atoms'],
  reassign: ['调整归属', 'reassign atoms'],
  new_grid: ['新建网格', 'new grid'],
  split_grid: ['分割网格', 'split grid'],
  merge: ['合并网格', 'merge grids'],
  split_atom: ['切分基本单元', 'cut atom'],
  split_tower: ['楼栋分层', 'split tower'],
  dedicate: ['设为专属网格', 'dedicate'],
  undedicate: ['取消专属', 'make a base grid'],
  resolve: ['重新划分', 're-solve'],
  renumber: ['重新编号', 'renumber'],
  attributes: ['修改属性', 'change attributes'],
  restore: ['恢复版本', 'restore'],
};

export const kindWords = (kind: string): Pair => KINDS[kind] ?? [kind, kind];
