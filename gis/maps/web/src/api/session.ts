/** Who is logged in, and what they may do. */
import { computed, signal } from '@lit-labs/signals';
import { api, Problem, type Schemas, told } from './client.ts';

export type Me = Schemas['Me'];
export type Role = Me['grants'][number]['role'];

/** The jurisdiction above all others. */
const EVERYWHERE = '0';

const state = signal<Me | null | undefined>(undefined);
/** undefined until known, null when nobody is logged in. */
export const me = computed(() => state.get());

/** Whether the caller holds one of the roles at or above a jurisdiction (all zeros: anywhere). */
export function holds(jurisdiction: string, ...roles: Role[]): boolean {
  const grants = state.get()?.grants ?? [];
  return grants.some((one) => roles.includes(one.role) && covers(one.jurisdiction, jurisdiction));
}

function covers(outer: string, inner: string): boolean {
  return outer === EVERYWHERE || inner.startsWith(outer);
}

/** Ask the service who is logged in. */
export async function recall(): Promise<void> {
  try {
    state.set(await told(api.GET('/api/v1/session')));
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) {
      throw error;
    }
    state.set(null);
  }
}

export async function logIn(user: string, password: string): Promise<Me> {
  const found = await told(api.POST('/api/v1/session', { body: { user, password } }));
  state.set(found);
  return found;
}

export async function changePassword(chosen: string, old?: string): Promise<void> {
  const body = old === undefined ? { new: chosen } : { new: chosen, old };
  await told(api.PUT('/api/v1/session/password', { body }));
}

export async function logOut(): Promise<void> {
  await told(api.DELETE('/api/v1/session'));
  state.set(null);
}

// A session that ended elsewhere shows the login again, wherever the answer came from.
api.use({
  onResponse({ response, request }) {
    if (response.status === 401 && !request.url.endsWith('/api/v1/session')) {
      state.set(null);
    }
  },
});
