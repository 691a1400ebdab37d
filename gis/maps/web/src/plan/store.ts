/** Opens plans: what is known of one is kept as the service has it, and edits find their way. */
import { wrap } from 'comlink';
import { me } from '../api/session.ts';
import type { GraphService } from '../graph/protocol.ts';
import type { PlanStore } from './contract.ts';
import { Line } from './line.ts';
import { type Hired, OpenedPlan } from './opened-plan.ts';
import { Queue } from './queue.ts';
import { readAll } from './reading.ts';
import { Versions } from './versions.ts';

/** Open a plan; what was on its way when the page was left is sent before anything is read.
 *
 * @param hire where the graph is kept.
 * @throws Problem where the plan cannot be read.
 */
export async function open(plan: number, hire: () => Hired = hireWorker): Promise<PlanStore> {
  const versions = new Versions();
  const user = me.get()?.user ?? '';
  let again = () => {};
  const line = new Line(() => again());
  const queue = new Queue(plan, user, versions, line);
  try {
    await queue.run();
    const read = await readAll(plan);
    versions.restart(read.plan.version);
    const store = new OpenedPlan(read, { user, versions, line, queue, hired: hire() });
    again = () => void store.recover();
    return store;
  } catch (error) {
    queue.close();
    line.close();
    throw error;
  }
}

function hireWorker(): Hired {
  const worker = new Worker(new URL('../graph/worker.ts', import.meta.url), { type: 'module' });
  return { graph: wrap<GraphService>(worker), dismiss: () => worker.terminate() };
}
