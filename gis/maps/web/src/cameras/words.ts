/** What states and kinds of cameras are called, and their signs. */

import fixed from 'lucide-static/icons/cctv.svg?raw';
import dome from 'lucide-static/icons/circle-dot.svg?raw';
import unknown from 'lucide-static/icons/circle-question-mark.svg?raw';
import panning from 'lucide-static/icons/rotate-3d.svg?raw';
import online from 'lucide-static/icons/video.svg?raw';
import offline from 'lucide-static/icons/video-off.svg?raw';
import { dictionary, either, figure, type Pair } from '../ui/words.ts';
import type { Camera, Status } from './contract.ts';

const say = dictionary({
  metres: (count: string) => [`${count} 米`, `${count} m`],
  kilometres: (count: string) => [`${count} 公里`, `${count} km`],
});

const STATUSES: Record<
  Status,
  { readonly name: Pair; readonly icon: string; readonly tone: string }
> = {
  online: { name: ['在线', 'Online'], icon: online, tone: 'good' },
  offline: { name: ['离线', 'Offline'], icon: offline, tone: 'danger' },
  unknown: { name: ['未知', 'Unknown'], icon: unknown, tone: '' },
};
const KINDS: Record<Camera['kind'], { readonly name: Pair; readonly icon: string }> = {
  fixed: { name: ['枪机', 'Fixed'], icon: fixed },
  panning: { name: ['云台', 'Panning'], icon: panning },
  dome: { name: ['半球', 'Dome'], icon: dome },
};
const POINTS: readonly Pair[] = [
  ['北', 'N'],
  ['东北', 'NE'],
  ['东', 'E'],
  ['东南', 'SE'],
  ['南', 'S'],
  ['西南', 'SW'],
  ['西', 'W'],
  ['西北', 'NW'],
];

export const statusName = (status: Status): string => either(STATUSES[status].name);
export const statusIcon = (status: Status): string => STATUSES[status].icon;
export const statusTone = (status: Status): string => STATUSES[status].tone;
export const kindName = (kind: Camera['kind']): string => either(KINDS[kind].name);
export const kindIcon = (kind: Camera['kind']): string => KINDS[kind].icon;

/** A direction as a point of the compass. */
export function compass(degrees: number): string {
  const point = POINTS[Math.round((((degrees % 360) + 360) % 360) / 45) % 8];
  return point ? either(point) : '';
}

/** A distance in metres, or kilometres where it is long. */
export function far(metres: number): string {
  return metres < 1000
    ? say.metres(figure(Math.round(metres)))
    : say.kilometres(figure(metres / 1000, 1));
}
