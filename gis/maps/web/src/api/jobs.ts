/** The caller's jobs: how far they are, as the service tells it.
 *
 * Browsers open few streams at once to one service, so only the job that runs is followed live; the
 * others are asked for now and then.
 */
import { computed, signal } from '@lit-labs/signals';
import { api, type Schemas, told } from './client.ts';

export type Job = Schemas['JobShown'];

const AGAIN_MS = 4000;
const known = signal<ReadonlyMap<number, Job>>(new Map());
let stream: { readonly job: number; readonly source: EventSource } | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Jobs that were asked for, newest first. */
export const jobs = computed(() => [...known.get().values()].sort((a, b) => b.id - a.id));
/** Those that are not over. */
export const unfinished = computed(() => jobs.get().filter((job) => !isOver(job)));

export function isOver(job: Job): boolean {
  return job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';
}

/** One job; undefined until it is known. */
export function jobOf(number: number): Job | undefined {
  return known.get().get(number);
}

/** Ask for the newest jobs, and follow what is not over. */
export async function refreshJobs(): Promise<void> {
  const { items } = await told(api.GET('/api/v1/jobs', { params: { query: { limit: 100 } } }));
  learn(...items);
}

/** Begin to follow a job that an answer told of. */
export function watch(job: Job): void {
  learn(job);
}

/** Ask for the end of a job. */
export async function cancelJob(number: number): Promise<void> {
  learn(await told(api.DELETE('/api/v1/jobs/{job}', { params: { path: { job: number } } })));
}

/** Resolves with the job once it is over. */
export async function finished(number: number): Promise<Job> {
  for (;;) {
    const job = jobOf(number);
    if (job && isOver(job)) {
      return job;
    }
    await new Promise((resume) => waiting.add(resume as () => void));
  }
}

/** Forget everything, as when somebody else logs in. */
export function forgetJobs(): void {
  stream?.source.close();
  stream = null;
  clearTimeout(timer);
  known.set(new Map());
}

const waiting = new Set<() => void>();

function learn(...found: Partial<Job>[]): void {
  const next = new Map(known.get());
  for (const one of found) {
    const { id } = one;
    const before = id === undefined ? undefined : next.get(id);
    if (id !== undefined && (before?.revision ?? -1) <= (one.revision ?? Number.MAX_VALUE)) {
      next.set(id, { ...before, ...one } as Job);
    }
  }
  known.set(next);
  for (const resume of [...waiting]) {
    waiting.delete(resume);
    resume();
  }
  follow();
}

/** Follow the job that runs, else the one whose turn comes first. */
function follow(): void {
  const open = unfinished.get();
  const next = open.findLast((job) => job.state === 'running') ?? open.at(-1);
  if (stream?.job !== next?.id) {
    stream?.source.close();
    stream = next ? { job: next.id, source: listen(next.id) } : null;
  }
  clearTimeout(timer);
  if (next) {
    timer = setTimeout(again, AGAIN_MS);
  }
}

function listen(job: number): EventSource {
  const source = new EventSource(`/api/v1/events?job=${job}`);
  source.addEventListener('job', (event: MessageEvent<string>) => {
    const told = JSON.parse(event.data) as Partial<Job>;
    learn({ ...told, revision: Number(event.lastEventId) });
    // What the stream leaves out, such as when it ended.
    if (told.state === 'done' || told.state === 'failed' || told.state === 'cancelled') {
      void again();
    }
  });
  return source;
}

async function again(): Promise<void> {
  try {
    await refreshJobs();
  } catch {
    // The banner says that the service is away; it is asked again.
    clearTimeout(timer);
    timer = setTimeout(again, AGAIN_MS);
  }
}
