/** The worker: holds the graphs beside the page, so that counting never halts the map. */
import { expose, transfer } from 'comlink';
import { Graphs } from './service.ts';

class Served extends Graphs {
  override assignment(community?: string): { atoms: Float64Array; grids: Int32Array } {
    const told = super.assignment(community);
    return transfer(told, [told.atoms.buffer, told.grids.buffer]);
  }
}

expose(new Served());
