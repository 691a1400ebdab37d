/** What is asked of the service about cameras. */
import { ask } from '../api/plain.ts';
import type {
  Camera,
  Cameras,
  Finding,
  Near,
  Patrol,
  Permit,
  Result,
  Run,
  Uptime,
  Viewing,
} from './contract.ts';

const CAMERAS = '/api/v1/cameras';
const PATROLS = '/api/v1/patrols';
type Query = Readonly<Record<string, string | number | null | undefined>>;

export const cameras = (query: Query): Promise<Cameras> => ask('get', CAMERAS, { query });
export const camera = (id: number): Promise<Camera> => ask('get', `${CAMERAS}/${id}`);
export const near = (query: Query): Promise<readonly Near[]> =>
  ask('get', `${CAMERAS}/near`, { query });

export const uptime = async (query: Query): Promise<readonly Uptime[]> =>
  (await ask<{ rows: readonly Uptime[] }>('get', `${CAMERAS}/uptime`, { query })).rows;

/** Ask to look through a camera. */
export const permit = (camera: number, reason: string, ticket: number | null): Promise<Permit> =>
  ask('post', `${CAMERAS}/${camera}/view`, { body: { reason, ...(ticket ? { ticket } : {}) } });

/** Say that one has stopped looking, also while the page is being left. */
export function ended(viewing: number): void {
  const address = `${CAMERAS}/viewings/${viewing}/end`;
  // One who is logged out meanwhile, or offline, is ended by the service itself.
  fetch(address, { method: 'POST', keepalive: true }).catch(() => undefined);
}

export const viewings = (query: Query): Promise<readonly Viewing[]> =>
  ask('get', `${CAMERAS}/viewings`, { query });

export const patrols = (): Promise<readonly Patrol[]> => ask('get', PATROLS);
/** Make a tour through all cameras of a grid. */
export const addPatrol = (patrol: {
  name: string;
  grid: string;
  seconds: number;
}): Promise<Patrol> => ask('post', PATROLS, { body: patrol });
export const dropPatrol = (patrol: number): Promise<void> => ask('delete', `${PATROLS}/${patrol}`);
export const runsOf = (patrol: number): Promise<Patrol & { runs: readonly Run[] }> =>
  ask('get', `${PATROLS}/${patrol}`);
export const beginRun = (patrol: number): Promise<Run> => ask('post', `${PATROLS}/${patrol}/runs`);
/** Note what was seen; with a finding, the ticket that was made of it. */
export const noteSeen = (
  run: number,
  seen: { camera: number; result: Result; note?: string; ticket?: Finding },
): Promise<{ ticket: number | null }> => ask('post', `${PATROLS}/runs/${run}/seen`, { body: seen });
export const endRun = (run: number): Promise<Run> => ask('post', `${PATROLS}/runs/${run}/end`);
