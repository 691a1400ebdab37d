/** Files that cannot be read and jobs that failed, as problems to be told. */
import { Problem, type Schemas } from '../api/client.ts';
import type { Job } from '../api/jobs.ts';

/** Nothing in the files could be read; says why for each. */
export function unreadable(found: Schemas['Inspection']): Problem {
  const faults = found.files.flatMap((file) =>
    file.problems.map((one) => ({ layer: file.file, remedy: one.en, zh: one.zh })),
  );
  return new Problem(
    422,
    'unreadable',
    { zh: '文件中没有可读取的图层。', en: 'There is no layer in the files that can be read.' },
    { faults },
  );
}

/** Why a job failed, with its faults. */
export function failureOf(job: Job): Problem {
  const error = (job.error ?? {}) as Record<string, unknown>;
  const words = (key: 'zh' | 'en') =>
    String((error[key] as { detail?: string } | undefined)?.detail ?? error.detail ?? job.state);
  return new Problem(422, 'failed', { zh: words('zh'), en: words('en') }, error);
}
