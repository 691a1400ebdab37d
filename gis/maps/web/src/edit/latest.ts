/** Work that only ever matters for the latest question: a preview under a moving pointer. */

interface Latest<A> {
  /** Ask; a question that has not begun yet is replaced. */
  ask(question: A): void;
  /** Forget what is waiting; what runs is ended without being told. */
  drop(): void;
  /** Once nothing runs or waits any more. */
  settled(): Promise<void>;
}

type Frame = (run: () => void) => unknown;
const FRAME: Frame = (run) => requestAnimationFrame(run);

/** One piece of work at a time, begun at most once a frame.
 *
 * `answer` gets the result unless `drop` was called meanwhile; a failure reaches `settled`.
 */
export function latest<A, R>(
  work: (question: A) => Promise<R>,
  answer: (result: R, question: A) => void,
  frame: Frame = FRAME,
): Latest<A> {
  let waiting: { question: A } | null = null;
  let running: Promise<void> | null = null;
  let round = 0;

  async function run(): Promise<void> {
    while (waiting) {
      await new Promise<void>((done) => frame(done));
      const asked: { question: A } | null = waiting;
      waiting = null;
      if (asked) {
        await once(asked.question);
      }
    }
  }

  async function once(question: A): Promise<void> {
    const begun = round;
    const result = await work(question);
    if (begun === round) {
      answer(result, question);
    }
  }

  return {
    ask(question) {
      waiting = { question };
      running ??= run().finally(() => {
        running = null;
      });
      // Who waits for `settled` sees the failure; nobody else can do anything about it.
      running.catch(() => undefined);
    },
    drop() {
      waiting = null;
      round += 1;
    },
    async settled() {
      await running;
    },
  };
}
