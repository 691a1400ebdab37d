/** What tickets can be about; asked for once. */
import { signal } from '@lit-labs/signals';
import { Problem } from '../api/client.ts';
import { ask } from '../api/plain.ts';
import type { Categories, Category } from './contract.ts';

const known = signal<readonly Category[]>([]);
export const categories: Pick<typeof known, 'get'> = known;
let asked: Promise<void> | null = null;

/** Ask for them; the tree does with codes until they are there. */
export function learnCategories(): Promise<void> {
  asked ??= learn();
  return asked;
}

async function learn(): Promise<void> {
  try {
    known.set((await ask<Categories>('get', '/api/v1/tickets/categories')).categories);
  } catch (error) {
    asked = null;
    if (!(error instanceof Problem)) {
      throw error;
    }
  }
}
