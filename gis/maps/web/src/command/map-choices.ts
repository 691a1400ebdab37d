/** How the command centre's map is wanted; kept in this browser. */
import { remembered } from '../ui/memory.ts';

interface Choices {
  readonly labels: boolean;
  readonly microgrids: boolean;
}

export const [mapChoices, setMapChoices] = remembered<Choices>('command-map', {
  labels: true,
  microgrids: true,
});
