/** The basemap of another service, where the operator has set one. */
import { signal } from '@lit-labs/signals';
import { api, told, Unreachable } from '../api/client.ts';
import type { Outside } from './style.ts';

const found = signal<Outside | null>(null);
export const outside: Pick<typeof found, 'get'> = found;
let asked: Promise<void> | null = null;

/** Ask the service for it, once; the map does without until the answer is there. */
export function askOutside(): Promise<void> {
  asked ??= ask();
  return asked;
}

async function ask(): Promise<void> {
  try {
    const { basemap } = await told(api.GET('/api/v1/client'));
    found.set(basemap ?? null);
  } catch (error) {
    asked = null;
    if (!(error instanceof Unreachable)) {
      throw error;
    }
  }
}
