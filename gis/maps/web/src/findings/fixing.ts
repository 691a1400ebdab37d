/** Mend all that can be mended on a branch, as a job. */
import { signal } from '@lit-labs/signals';
import { api, told } from '../api/client.ts';
import { finished, type Job, jobOf, watch } from '../api/jobs.ts';

/** The job that mends the plan on the page, by plan. */
export const fixing = signal<ReadonlyMap<number, number>>(new Map());

interface Fixed {
  readonly plan: number;
  readonly applied: number;
  readonly remaining: number;
}

/** The job as it stands; null where none runs for the plan. */
export function fixingOf(plan: number): Job | null {
  const number = fixing.get().get(plan);
  return number === undefined ? null : (jobOf(number) ?? null);
}

/** Begin, and wait for the branch; null where the job was cancelled or failed.
 *
 * @throws Problem where it may not be asked for.
 */
export async function fixAll(plan: number): Promise<Fixed | null> {
  const params = { path: { plan } };
  const job = await told(api.POST('/api/v1/plans/{plan}/fix', { params, body: { most: 300 } }));
  watch(job);
  fixing.set(new Map(fixing.get()).set(plan, job.id));
  try {
    const over = await finished(job.id);
    const { result } = over;
    return over.state === 'done' && result
      ? {
          plan: Number(result.plan),
          applied: Number(result.applied),
          remaining: Number(result.remaining),
        }
      : null;
  } finally {
    const rest = new Map(fixing.get());
    rest.delete(plan);
    fixing.set(rest);
  }
}
