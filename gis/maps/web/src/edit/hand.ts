/** The hand over the map: it holds the tool and gets the keys. */
import type { PlanMap } from '../map/contract.ts';
import type { PlanStore } from '../plan/contract.ts';
import { announced, dictionary } from '../ui/words.ts';
import { step } from './commit.ts';
import { drawing } from './drawing.ts';
import { choose, chosen, here } from './selection.ts';
import { type Command, commandOf, type Press } from './shortcuts.ts';
import { border } from './tool-border.ts';
import { brush } from './tool-brush.ts';
import { select } from './tool-select.ts';
import { type MakeTool, type Tool, type ToolName, tool } from './tools.ts';
import { Walker } from './walker.ts';
import { askMerge } from './wg-merge-dialog.ts';

const say = dictionary({
  name: ['方案地图', 'Map of the plan'],
  keys: [
    '方向键在基本单元之间行走，回车拿起或放下，G 选网格，问号查看全部快捷键',
    'Arrows walk over atoms, Enter picks up and puts down, G chooses the grid, the question mark shows all keys',
  ],
});

/** Terra Draw comes only with the tools that draw with it. */
const MAKE: Readonly<Record<ToolName, () => Promise<MakeTool>>> = {
  select: async () => select,
  border: async () => border,
  brush: async () => brush,
  lasso: async () => (await import('./tool-lasso.ts')).lasso,
  split: async () => (await import('./tool-line.ts')).split,
  cut: async () => (await import('./tool-line.ts')).cut,
  site: async () => (await import('./tool-site.ts')).site,
};

/** Terra Draw sets its own. */
const CURSORS: Readonly<Partial<Record<ToolName, string>>> = {
  select: 'default',
  border: 'default',
  brush: 'crosshair',
};

export class Hand {
  private tool: Tool | null = null;
  private wanted: ToolName | null = null;
  private readonly walker: Walker;
  private readonly ends = new AbortController();

  constructor(
    private readonly map: PlanMap,
    private readonly store: PlanStore,
  ) {
    this.walker = new Walker(map, store);
    // Arrows walk over atoms here, and a double click chooses one.
    map.map.keyboard.disable();
    map.map.doubleClickZoom.disable();
    const canvas = map.map.getCanvas();
    canvas.tabIndex = 0;
    // While a gesture keeps the map from being dragged, the browser must not scroll instead.
    canvas.style.touchAction = 'none';
    canvas.setAttribute('role', 'application');
    window.addEventListener('keydown', (event) => this.key(event), { signal: this.ends.signal });
  }

  /** Take another tool into the hand. */
  async hold(name: ToolName): Promise<void> {
    if (name === this.wanted) {
      return;
    }
    this.wanted = name;
    this.letGo();
    const make = await MAKE[name]();
    if (this.wanted === name) {
      this.map.map.getCanvas().style.cursor = CURSORS[name] ?? '';
      this.tool = make(this.map, this.store);
    }
  }

  /** Say what the map is and how it is used by keys, in the language of the page. */
  describe(): void {
    const canvas = this.map.map.getCanvas();
    canvas.setAttribute('aria-label', say.name());
    canvas.setAttribute('aria-description', say.keys());
  }

  end(): void {
    this.wanted = null;
    this.letGo();
    this.ends.abort();
  }

  private letGo(): void {
    this.walker.cancel();
    this.tool?.end();
    this.tool = null;
    if (drawing.get()?.phase === 'drawing') {
      drawing.set(null);
    }
  }

  private key(event: KeyboardEvent): void {
    const path = event.composedPath();
    if (event.defaultPrevented || path.some(takesKeys)) {
      return;
    }
    const onMap = path.includes(this.map.map.getCanvas());
    const bare = !(event.ctrlKey || event.metaKey || event.altKey);
    const done = (onMap && bare && this.mapKey(event)) || this.command(commandOf(event));
    if (done) {
      event.preventDefault();
    }
  }

  private mapKey(press: Press): boolean {
    return this.tool?.key?.(press) || this.walker.key(press);
  }

  private command(command: Command | null): boolean {
    switch (command?.do) {
      case undefined:
        return false;
      case 'tool':
        tool.set(this.store.editable.get() ? command.tool : 'select');
        return true;
      case 'undo':
      case 'redo':
        void step(this.store, command.do);
        return true;
      case 'merge':
        return this.merge();
      case 'cancel':
        return this.cancel();
    }
  }

  private merge(): boolean {
    const { grids } = chosen();
    if (grids.length > 1 && this.store.editable.get()) {
      askMerge(this.store, grids);
    }
    return true;
  }

  /** What is being drawn first, then what is chosen. */
  private cancel(): boolean {
    if (this.walker.cancel() || this.tool?.cancel()) {
      return true;
    }
    const { grids, atoms } = chosen();
    choose({});
    here.set(null);
    announced.set('');
    return grids.length + atoms.length > 0;
  }
}

/** Fields and dialogs have keys of their own. */
function takesKeys(target: EventTarget): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    target instanceof HTMLDialogElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}
