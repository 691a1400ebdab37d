/** Opens plans. */
import type { PlanStore } from './contract.ts';

export async function open(_plan: number): Promise<PlanStore> {
  throw new Error('not there yet');
}
