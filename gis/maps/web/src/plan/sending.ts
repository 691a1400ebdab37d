/** One edit, sent so that it applies once and on top of what the planner saw. */
import { api, Problem, told } from '../api/client.ts';
import type { Errand } from './kept.ts';
import type { Applied } from './types.ts';
import type { Versions } from './versions.ts';

/** Send an edit.
 *
 * Own edits that were answered since it was made do not make it stale. The version it names is
 * settled before it is first sent: under one key the service takes one request only.
 *
 * @param note keeps the edit as it is sent.
 * @throws Problem
 */
export async function send(
  errand: Errand,
  versions: Versions,
  note: (sent: Errand) => void,
): Promise<Applied> {
  const basedOn = errand.sent ? errand.basedOn : versions.raised(errand.basedOn);
  let going: Errand = { ...errand, basedOn, sent: true, state: 'sending' };
  note(going);
  try {
    return await post(going);
  } catch (error) {
    const own = changedByOwn(error, versions);
    if (own === null) {
      throw error;
    }
    // Nothing was applied under the key, so it may name another version.
    going = { ...going, basedOn: own };
    note(going);
    return await post(going);
  }
}

/** The version to build on where all that changed since was this page's own doing; else null. */
function changedByOwn(error: unknown, versions: Versions): number | null {
  if (!(error instanceof Problem) || error.kind !== 'stale') {
    return null;
  }
  const changed = (error.body.changed ?? []) as { version: number }[];
  const own = changed.length > 0 && changed.every((grid) => versions.isOwn(grid.version));
  return own ? Math.max(...changed.map((grid) => grid.version)) : null;
}

function post({ plan, kind, wish, key, basedOn }: Errand): Promise<Applied> {
  const path = { plan };
  if (kind === 'edit' && wish !== null) {
    const header = { 'If-Match': `"${basedOn}"`, 'Idempotency-Key': key };
    const params = { path, header };
    return told(api.POST('/api/v1/plans/{plan}/operations', { params, body: wish }));
  }
  const params = { path, header: { 'Idempotency-Key': key } };
  return kind === 'undo'
    ? told(api.POST('/api/v1/plans/{plan}/undo', { params }))
    : told(api.POST('/api/v1/plans/{plan}/redo', { params }));
}
