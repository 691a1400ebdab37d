/** The way of files into the service: sent, looked at, decided about, checked, imported. */
import { type Signal, signal } from '@lit-labs/signals';
import { api, Problem, type Schemas, told } from '../api/client.ts';
import { cancelJob, finished, type Job, watch } from '../api/jobs.ts';
import { type Decisions, guessed, mapped, missing, personal } from './decisions.ts';
import { failureOf, unreadable } from './failures.ts';
import { keep, leftOff } from './left.ts';
import { complaint, nameOf, sorted, upload } from './upload.ts';

export type Inspection = Schemas['Inspection'];
/** What an import would say; the result of a check. */
export type Checked = Pick<Inspection, 'problems' | 'errors' | 'notices' | 'counts'>;

type Stage = 'empty' | 'sending' | 'looking' | 'deciding' | 'importing' | 'done';

export interface Imported {
  readonly dataset: number;
  readonly name: string;
  readonly version: number;
  readonly existing: boolean;
  readonly counts: Readonly<Record<string, number>>;
  readonly notices: readonly string[];
}

const PAUSE_MS = 500;

export class Flow {
  readonly stage = signal<Stage>('empty');
  /** Why something failed; shown until the next step. */
  readonly problem = signal<Problem | null>(null);
  readonly files = signal<readonly string[]>([]);
  /** Share of the files that is sent, 0 to 1. */
  readonly sent = signal(0);
  /** The job that is waited for. */
  readonly job = signal<number | null>(null);
  readonly inspection = signal<Inspection | null>(null);
  readonly decisions = signal<Decisions>([]);
  readonly dropPersonal = signal(false);
  readonly checked = signal<Checked | null>(null);
  readonly checking = signal(false);
  readonly selected = signal(0);
  readonly name = signal('');
  readonly imported = signal<Imported | null>(null);
  #token: string | null = null;
  #calling = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  get token(): string {
    return this.#token ?? '';
  }

  /** Go on with an upload that was left. */
  async resume(): Promise<void> {
    const kept = leftOff();
    if (kept === null || this.stage.get() !== 'empty') {
      return;
    }
    this.#token = kept.token;
    this.files.set(kept.files);
    try {
      if (kept.job !== null && (await this.#resumeImport(kept.job))) {
        return;
      }
      await this.#look((await this.#ask(kept.token)).job);
    } catch (error) {
      this.#restart();
      // One that is gone by now is nothing to be told of.
      if (!(error instanceof Problem && error.status === 404)) {
        this.#fail(error);
      }
    }
  }

  /** Send what somebody chose or dropped. */
  async send(files: readonly File[]): Promise<void> {
    const { sent, refused } = sorted(files);
    const why = complaint(sent, refused);
    this.problem.set(why);
    if (why) {
      return;
    }
    this.#calling = new AbortController();
    this.files.set(sent.map((file) => file.name));
    this.sent.set(0);
    this.stage.set('sending');
    try {
      const progress = (done: number, all: number) => this.sent.set(all > 0 ? done / all : 0);
      const taken = await upload(sent, progress, this.#calling.signal);
      this.#token = taken.upload;
      this.#keep(null);
      await this.#look(taken);
    } catch (error) {
      this.#restart();
      this.#fail(error);
    }
  }

  /** Call off what is under way. */
  async cancel(): Promise<void> {
    this.#calling.abort();
    const job = this.job.get();
    if (job !== null) {
      await cancelJob(job).catch((error: unknown) => this.#fail(error));
    }
  }

  /** Decide something; what an import would say then is asked a moment later. */
  decide(decisions: Decisions, dropPersonal = this.dropPersonal.get()): void {
    this.decisions.set(decisions);
    this.dropPersonal.set(dropPersonal);
    this.checked.set(null);
    this.checking.set(true);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#check(), PAUSE_MS);
  }

  /** Why the import cannot begin; null where it can. */
  get hindrance(): 'checking' | 'layers' | 'errors' | 'name' | null {
    if (missing(this.decisions.get()).length > 0) {
      return 'layers';
    }
    const checked = this.checked.get();
    if (this.checking.get() || !checked) {
      return 'checking';
    }
    if (checked.errors > 0) {
      return 'errors';
    }
    return this.name.get().trim() === '' ? 'name' : null;
  }

  /** Import what was decided; nothing is sent again. */
  async import(): Promise<void> {
    const body = { ...this.#mapped(), name: this.name.get().trim(), upload: this.token };
    this.problem.set(null);
    this.stage.set('importing');
    try {
      const asked = api.POST('/api/v1/datasets', {
        body: body as never,
        bodySerializer: JSON.stringify,
        headers: { 'Content-Type': 'application/json' },
      });
      const job = await told(asked);
      this.#keep(job.id);
      await this.#imported(job);
    } catch (error) {
      this.#keep(null);
      this.stage.set('deciding');
      this.#fail(error);
    }
  }

  /** Leave the files; they are removed. */
  async leave(): Promise<void> {
    const token = this.#token;
    this.#restart();
    if (token !== null) {
      const path = { token };
      await told(api.DELETE('/api/v1/uploads/{token}', { params: { path } })).catch(
        (error: unknown) => {
          // What is gone already need not be removed.
          if (!(error instanceof Problem && error.status === 404)) {
            this.#fail(error);
          }
        },
      );
    }
  }

  /** Wait for an import that began before a reload; false where it came to nothing. */
  async #resumeImport(number: number): Promise<boolean> {
    const params = { path: { job: number } };
    const job = await told(api.GET('/api/v1/jobs/{job}', { params }));
    if (job.state === 'failed' || job.state === 'cancelled') {
      this.#keep(null);
      return false;
    }
    this.stage.set('importing');
    await this.#imported(job);
    return this.imported.get() !== null;
  }

  async #imported(asked: Job): Promise<void> {
    const job = await this.#finish(asked);
    if (job) {
      this.imported.set(job.result as unknown as Imported);
      this.#forget();
      this.stage.set('done');
    } else {
      this.#keep(null);
      this.stage.set('deciding');
    }
  }

  #keep(job: number | null): void {
    keep({ token: this.token, files: this.files.get(), job });
  }

  #mapped() {
    const layers = this.inspection.get()?.layers ?? [];
    return mapped(layers, this.decisions.get(), this.dropPersonal.get());
  }

  async #ask(token: string) {
    return await told(api.GET('/api/v1/uploads/{token}', { params: { path: { token } } }));
  }

  /** Wait for the look at the files, and begin to decide. */
  async #look(asked: Job): Promise<void> {
    this.stage.set('looking');
    if (!(await this.#finish(asked))) {
      this.#restart();
      return;
    }
    const { inspection } = await this.#ask(this.token);
    if (inspection && inspection.layers.length === 0) {
      await this.leave();
      this.problem.set(unreadable(inspection));
    } else if (inspection) {
      this.#decideFirst(inspection);
    }
  }

  #decideFirst(found: Inspection): void {
    const decisions = guessed(found.layers);
    const drop = personal(found.layers, decisions).length > 0;
    this.inspection.set(found);
    this.selected.set(
      Math.max(
        0,
        decisions.findIndex((one) => one.role === 'buildings'),
      ),
    );
    this.name.set(this.name.get() || nameOf(this.files.get()));
    this.stage.set('deciding');
    if (drop) {
      // Data on persons are left out unless somebody insists; that changes what is wrong.
      this.decide(decisions, true);
    } else {
      this.decisions.set(decisions);
      this.dropPersonal.set(false);
      this.checked.set(found);
      this.checking.set(false);
    }
  }

  async #check(): Promise<void> {
    const turn = ++this.#turn;
    const now = () => turn === this.#turn && this.stage.get() === 'deciding';
    const body = this.#mapped();
    if (Object.keys(body.layers).length === 0) {
      this.checking.set(false);
      return;
    }
    try {
      const params = { path: { token: this.token } };
      const job = await told(api.POST('/api/v1/uploads/{token}/check', { params, body }));
      watch(job);
      const over = await finished(job.id);
      if (now()) {
        this.#checked(over);
      }
    } catch (error) {
      if (now()) {
        this.checking.set(false);
        this.#fail(error);
      }
    }
  }

  #checked(job: Job): void {
    this.checking.set(false);
    if (job.state === 'done') {
      this.checked.set(job.result as unknown as Checked);
    } else if (job.state === 'failed') {
      this.problem.set(failureOf(job));
    }
  }

  /** The job once it is done; null where it was called off. */
  async #finish(asked: Job): Promise<Job | null> {
    watch(asked);
    this.job.set(asked.id);
    const job = await finished(asked.id);
    this.job.set(null);
    if (job.state === 'failed') {
      throw failureOf(job);
    }
    return job.state === 'done' ? job : null;
  }

  #fail(error: unknown): void {
    if (error instanceof Problem) {
      this.problem.set(error);
    } else if (!(error instanceof DOMException && error.name === 'AbortError')) {
      throw error;
    }
  }

  #forget(): void {
    this.#token = null;
    keep(null);
  }

  /** Back to where files are chosen. */
  #restart(): void {
    clearTimeout(this.#timer);
    this.#turn++;
    this.#forget();
    for (const one of [this.job, this.inspection, this.checked, this.imported, this.problem]) {
      (one as Signal.State<unknown>).set(null);
    }
    this.decisions.set([]);
    this.checking.set(false);
    this.name.set('');
    this.stage.set('empty');
  }
}
