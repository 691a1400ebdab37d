/** Which tool is in the planner's hand. */
import { signal } from '@lit-labs/signals';
import type { PlanMap } from '../map/contract.ts';
import type { PlanStore } from '../plan/contract.ts';
import type { Press } from './shortcuts.ts';

export const TOOLS = ['select', 'border', 'brush', 'lasso', 'split', 'cut', 'site'] as const;
/** select: click and arrows; border: sweep a border; brush: paint atoms into the grid one began
 * in; lasso: choose atoms by a loop; split: cut a grid by a line; cut: cut an atom by a line;
 * site: draw the ground of a dedicated grid. */
export type ToolName = (typeof TOOLS)[number];

export const tool = signal<ToolName>('select');

/** A tool while it is in hand: it listens to the map and draws on it. */
export interface Tool {
  /** Drop what is being drawn; false where nothing is. */
  cancel(): boolean;
  /** A key while the map has the focus; whether it was meant for the tool. */
  key?(press: Press): boolean;
  /** Let go: nothing of it stays on the map. */
  end(): void;
}

export type MakeTool = (map: PlanMap, store: PlanStore) => Tool;
