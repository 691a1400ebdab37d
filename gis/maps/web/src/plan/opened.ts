/** The plan that is open on this page; null on pages without one. */
import { signal } from '@lit-labs/signals';
import type { PlanStore } from './contract.ts';

export const opened = signal<PlanStore | null>(null);
