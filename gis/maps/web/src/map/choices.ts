/** How the planner wants the map; kept in this browser. */
import { remembered } from '../ui/memory.ts';
import type { Fill } from './contract.ts';
import type { Shown } from './style.ts';

export const [fill, setFill] = remembered<Fill>('fill', 'band');
export const [shown, setShown] = remembered<Shown>('layers', {
  microgrids: true,
  buildings: true,
  labels: true,
  outside: true,
});
