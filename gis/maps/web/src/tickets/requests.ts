/** What is asked of the service about tickets. */
import { ask } from '../api/plain.ts';
import type { Act, Brief, Detail, Photo } from './types.ts';

const TICKETS = '/api/v1/tickets';

/** What to do to a ticket, as the service takes it. */
export interface Wish {
  readonly act: Act;
  /** The desk in whose name it is done. */
  readonly unit?: string;
  /** Desks that it is given to. */
  readonly units?: readonly string[];
  readonly lead?: string;
  readonly note?: string;
  readonly due_at?: string;
  /** Where it is (move). */
  readonly lon?: number;
  readonly lat?: number;
}

export interface Page {
  readonly tickets: readonly Brief[];
  readonly next: string | null;
  readonly matched: number;
}

export const ticket = (id: number, signal?: AbortSignal): Promise<Detail> =>
  ask<Detail>('get', `${TICKETS}/${id}`, signal ? { signal } : {});

export const tickets = (
  query: Readonly<Record<string, string | number | readonly string[]>>,
): Promise<Page> => ask<Page>('get', TICKETS, { query });

export const transition = (id: number, wish: Wish): Promise<Detail> =>
  ask<Detail>('post', `${TICKETS}/${id}/transitions`, { body: wish });

/** Add a photo to a ticket. */
export async function attach(id: number, photo: Blob): Promise<Photo> {
  const form = new FormData();
  form.set('photo', photo, 'photo.jpg');
  return await ask<Photo>('post', `${TICKETS}/${id}/photos`, { body: form });
}

export const photoAddress = (ticket: number, photo: number): string =>
  `${TICKETS}/${ticket}/photos/${photo}`;
