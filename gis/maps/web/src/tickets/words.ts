/** What stages, acts, colours, channels and classes of tickets are called, and their signs: colour
 * never speaks alone. */

import actEscalate from 'lucide-static/icons/arrow-up-narrow-wide.svg?raw';
import stageClosed from 'lucide-static/icons/badge-check.svg?raw';
import actSupervise from 'lucide-static/icons/bell-ring.svg?raw';
import stageDeferred from 'lucide-static/icons/calendar-clock.svg?raw';
import channelSnap from 'lucide-static/icons/camera.svg?raw';
import colourGreen from 'lucide-static/icons/circle-check.svg?raw';
import actFinish from 'lucide-static/icons/circle-check-big.svg?raw';
import stageReported from 'lucide-static/icons/circle-plus.svg?raw';
import classBuilding from 'lucide-static/icons/construction.svg?raw';
import classOther from 'lucide-static/icons/ellipsis.svg?raw';
import channelWorker from 'lucide-static/icons/hard-hat.svg?raw';
import stageAccepted from 'lucide-static/icons/inbox.svg?raw';
import classUtility from 'lucide-static/icons/lightbulb.svg?raw';
import stageChecked from 'lucide-static/icons/list-checks.svg?raw';
import actMove from 'lucide-static/icons/map-pin.svg?raw';
import classAdverts from 'lucide-static/icons/megaphone.svg?raw';
import actNote from 'lucide-static/icons/message-square-plus.svg?raw';
import colourRed from 'lucide-static/icons/octagon-alert.svg?raw';
import channelHotline from 'lucide-static/icons/phone.svg?raw';
import channelSensor from 'lucide-static/icons/radio-tower.svg?raw';
import classEnvironment from 'lucide-static/icons/recycle.svg?raw';
import stageReopened from 'lucide-static/icons/rotate-ccw.svg?raw';
import channelPatrol from 'lucide-static/icons/scan-eye.svg?raw';
import stageDispatched from 'lucide-static/icons/send.svg?raw';
import channelPlatform from 'lucide-static/icons/server.svg?raw';
import classStreet from 'lucide-static/icons/store.svg?raw';
import classTraffic from 'lucide-static/icons/traffic-cone.svg?raw';
import classCleaning from 'lucide-static/icons/trash-2.svg?raw';
import classGreen from 'lucide-static/icons/trees.svg?raw';
import colourYellow from 'lucide-static/icons/triangle-alert.svg?raw';
import stageReturned from 'lucide-static/icons/undo-2.svg?raw';
import stageAssigned from 'lucide-static/icons/user-check.svg?raw';
import stageHandling from 'lucide-static/icons/wrench.svg?raw';
import { either, type Pair } from '../ui/words.ts';
import type { Act, Channel, Colour, Stage, Trust } from './types.ts';

interface Sign {
  readonly name: Pair;
  readonly icon: string;
}

const STAGES: Record<Stage, Sign> = {
  reported: { name: ['待受理', 'Reported'], icon: stageReported },
  accepted: { name: ['已受理', 'Accepted'], icon: stageAccepted },
  assigned: { name: ['已交办', 'Assigned'], icon: stageAssigned },
  dispatched: { name: ['已派遣', 'Dispatched'], icon: stageDispatched },
  handling: { name: ['处置中', 'Being handled'], icon: stageHandling },
  checked: { name: ['已核查', 'Checked'], icon: stageChecked },
  closed: { name: ['已结案', 'Closed'], icon: stageClosed },
  returned: { name: ['已退回', 'Returned'], icon: stageReturned },
  deferred: { name: ['已延期', 'Deferred'], icon: stageDeferred },
  reopened: { name: ['已重开', 'Reopened'], icon: stageReopened },
};

const ACTS: Record<Act, Sign> = {
  accept: { name: ['受理', 'Accept'], icon: stageAccepted },
  assign: { name: ['交办', 'Assign'], icon: stageAssigned },
  dispatch: { name: ['派遣', 'Dispatch'], icon: stageDispatched },
  handle: { name: ['处置', 'Handle'], icon: stageHandling },
  check: { name: ['核查', 'Check'], icon: stageChecked },
  close: { name: ['结案', 'Close'], icon: stageClosed },
  return: { name: ['退回', 'Return'], icon: stageReturned },
  defer: { name: ['延期', 'Defer'], icon: stageDeferred },
  reopen: { name: ['重开', 'Reopen'], icon: stageReopened },
  report: { name: ['上报', 'Report'], icon: stageReported },
  supervise: { name: ['督办', 'Supervise'], icon: actSupervise },
  escalate: { name: ['升级', 'Escalate'], icon: actEscalate },
  move: { name: ['改位置', 'Move'], icon: actMove },
  note: { name: ['反馈', 'Feed back'], icon: actNote },
  finish: { name: ['办结', 'Finish'], icon: actFinish },
};

/** `tone` is a class of badges; see ui/controls.ts. */
const COLOURS: Record<Colour, Sign & { readonly tone: string }> = {
  green: { name: ['按期', 'In time'], icon: colourGreen, tone: 'good' },
  yellow: { name: ['临期', 'Due soon'], icon: colourYellow, tone: 'high' },
  red: { name: ['超期', 'Late'], icon: colourRed, tone: 'danger' },
};

const CHANNELS: Record<Channel, Sign> = {
  grid_worker: { name: ['网格员', 'Grid worker'], icon: channelWorker },
  snap: { name: ['随手拍', 'Snap and report'], icon: channelSnap },
  hotline: { name: ['热线', 'Hotline'], icon: channelHotline },
  platform: { name: ['平台', 'Platform'], icon: channelPlatform },
  sensor: { name: ['传感器', 'Sensor'], icon: channelSensor },
  patrol: { name: ['远程巡检', 'Remote patrol'], icon: channelPatrol },
};

const TRUSTS: Record<Trust, Pair> = {
  good: ['位置可信', 'Good position'],
  missing: ['没有位置', 'No position'],
  zero: ['位置为 0/0', 'Position is 0/0'],
  rounded: ['位置被取整', 'Rounded position'],
  swapped: ['经纬度颠倒', 'Swapped position'],
  outside: ['位置在辖区外', 'Outside the jurisdiction'],
  piled: ['与许多事件堆在一点', 'Piled on one point'],
};

const UNKNOWN: Pair = ['未知类别', 'Unknown category'];

/** Classes of GB/T 47678.5 by their names, without the last word 类. */
const CLASSES: Record<string, { readonly en: string; readonly icon: string }> = {
  市政公用设施: { en: 'Public utilities', icon: classUtility },
  交通设施: { en: 'Traffic', icon: classTraffic },
  市容环卫设施: { en: 'Cleaning', icon: classCleaning },
  园林绿化设施: { en: 'Trees and green', icon: classGreen },
  其他管理部件: { en: 'Other things', icon: classOther },
  市容环境: { en: 'Environment', icon: classEnvironment },
  宣传广告: { en: 'Advertising', icon: classAdverts },
  施工管理: { en: 'Building sites', icon: classBuilding },
  街面秩序: { en: 'Street order', icon: classStreet },
  其他事项: { en: 'Other matters', icon: classOther },
};

/** Posts as the service tells them: a role and where it counts. */
const ROLES: Record<string, Pair> = {
  commander: ['指挥员', 'Commander'],
  worker: ['网格员', 'Grid worker'],
  supervisor: ['督办员', 'Supervisor'],
  checker: ['核查员', 'Checker'],
  admin: ['管理员', 'Administrator'],
  system: ['系统', 'System'],
  none: ['—', '—'],
};

/** A post in words: `worker 510105001001`; reports come from a channel. */
export function postName(post: string): string {
  const [role = '', place = ''] = post.split(' ');
  const known = ROLES[role] ?? CHANNELS[role as Channel]?.name;
  return known ? [either(known), place === '0' ? '' : place].filter(Boolean).join(' ') : post;
}

export const stageName = (stage: Stage): string => either(STAGES[stage].name);
export const stageIcon = (stage: Stage): string => STAGES[stage].icon;
export const actName = (act: Act): string => either(ACTS[act].name);
export const actIcon = (act: Act): string => ACTS[act].icon;
export const colourName = (colour: Colour): string => either(COLOURS[colour].name);
export const colourIcon = (colour: Colour): string => COLOURS[colour].icon;
export const colourTone = (colour: Colour): string => COLOURS[colour].tone;
export const channelName = (channel: Channel): string => either(CHANNELS[channel].name);
export const channelIcon = (channel: Channel): string => CHANNELS[channel].icon;
export const trustName = (trust: Trust): string => either(TRUSTS[trust]);
const classOf = (name: string | null) => CLASSES[name?.replace(/类$/, '') ?? ''];
/** Sign of a class of categories, by its name. */
export const classIcon = (name: string | null): string => classOf(name)?.icon ?? classOther;
/** Name of a class in the language of the page, where the class is one of the standard's. */
export const className = (name: string): string => either([name, classOf(name)?.en ?? name]);

/** Name of a category in the language of the page. */
export function categoryName(of: {
  readonly category: string | null;
  readonly category_en: string | null;
}): string {
  const zh = of.category || UNKNOWN[0];
  return either([zh, of.category_en || of.category || UNKNOWN[1]]);
}
