/** The upload that is being decided about, and the job that imports it: a reload loses neither. */
import { read, write } from '../ui/memory.ts';

const KEY = 'import.upload';

interface Left {
  readonly token: string;
  readonly files: readonly string[];
  readonly job: number | null;
}

export const leftOff = (): Left | null => read<Left | null>(KEY, null);
export const keep = (left: Left | null): void => write(KEY, left);
