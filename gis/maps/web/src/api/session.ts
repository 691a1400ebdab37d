/** Who is logged in, and what they may do. */
import { computed, signal } from '@lit-labs/signals';
import { api, Problem, reachable, type Schemas, told } from './client.ts';

type Me = Schemas['Me'];
export type Role = Me['grants'][number]['role'];

const SESSION = '/api/v1/session';
const PASSWORD = '/api/v1/session/password';
/** The jurisdiction above all others. */
const EVERYWHERE = '0';

const state = signal<Me | null | undefined>(undefined);
/** undefined until known, null when nobody is logged in. */
export const me = computed(() => state.get());

const over = signal(false);
/** Whether the session ended while somebody worked; they stay in `me` and may log in again. */
export const ended = computed(() => over.get());

/** Whether requests can succeed: the service answers, and the session goes on. */
export const usable = computed(() => reachable.get() && !over.get());

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
    state.set(await told(api.GET(SESSION)));
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) {
      throw error;
    }
    state.set(null);
  }
}

export async function logIn(user: string, password: string): Promise<Me> {
  const found = await told(api.POST(SESSION, { body: { user, password } }));
  state.set(found);
  over.set(false);
  return found;
}

export async function changePassword(chosen: string, old?: string): Promise<void> {
  const body = old === undefined ? { new: chosen } : { new: chosen, old };
  await told(api.PUT(PASSWORD, { body }));
  const now = state.get();
  if (now) {
    state.set({ ...now, password_needed: false });
  }
}

export async function logOut(): Promise<void> {
  try {
    await told(api.DELETE(SESSION));
  } catch (error) {
    // One that is over already needs no end.
    if (!(error instanceof Problem) || error.status !== 401) {
      throw error;
    }
  }
  over.set(false);
  state.set(null);
}

// A session that ended is noticed wherever the answer came from. There a 401 says that a password
// is wrong, or that nobody is logged in yet.
api.use({
  onResponse({ response, request }) {
    const asked = new URL(request.url).pathname;
    if (response.status === 401 && asked !== SESSION && asked !== PASSWORD && state.get()) {
      over.set(true);
    }
  },
});
