/** Steps that wait for one another: quick keys are worked on in the order they came. */
import { toastProblem } from '../ui/toast.ts';

export class Turns {
  private last: Promise<void> = Promise.resolve();

  /** Do something once all before it is done. What fails is told, and does not stop the next. */
  add(step: () => Promise<void>): void {
    const begun = this.last.then(step);
    this.last = begun.catch(() => undefined);
    void begun.catch(toastProblem);
  }

  /** Once everything so far is done. */
  settled(): Promise<void> {
    return this.last;
  }
}
