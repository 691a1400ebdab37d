/** What each act needs of whoever does it; see gis.workflow.loop. */
import type { Act, Detail, Stage } from './types.ts';

const EXPLAINED: ReadonlySet<Act> = new Set(['return', 'defer', 'reopen', 'supervise', 'note']);
/** Checkers look; photos are brought by those who handle. */
const PICTURED: ReadonlySet<Act> = new Set(['handle', 'finish', 'note']);
const BY_DESKS: ReadonlySet<Act> = new Set(['dispatch', 'handle', 'finish', 'return', 'close']);
/** Acts that are done otherwise than by a form. */
const ELSEWHERE: ReadonlySet<Act> = new Set(['report', 'escalate']);

/** In the order in which one would look for them. */
const ORDER: readonly Act[] = [
  'accept',
  'assign',
  'dispatch',
  'handle',
  'finish',
  'check',
  'close',
  'note',
  'supervise',
  'defer',
  'return',
  'reopen',
  'move',
];

export const explained = (act: Act, ticket: Pick<Detail, 'stage'>): boolean =>
  EXPLAINED.has(act) || (act === 'close' && ticket.stage !== 'checked');
export const pictured = (act: Act): boolean => PICTURED.has(act);

/** What comes next on the way to the end. */
const NEXT: Readonly<Record<Stage, readonly Act[]>> = {
  reported: ['accept'],
  accepted: ['assign'],
  assigned: ['dispatch', 'handle'],
  dispatched: ['handle'],
  handling: ['finish', 'check', 'close'],
  checked: ['close'],
  closed: [],
  returned: ['accept', 'assign'],
  deferred: ['handle', 'assign'],
  reopened: ['accept'],
};

/** Acts to offer, the most likely one first. */
export function offeredActs(ticket: Pick<Detail, 'acts' | 'stage'>): Act[] {
  const may = new Set(ticket.acts.filter((act) => !ELSEWHERE.has(act)));
  return [...new Set([...NEXT[ticket.stage], ...ORDER])].filter((act) => may.has(act));
}

/** Whether an act is what should happen next. */
export function isNext(act: Act, ticket: Pick<Detail, 'stage'>): boolean {
  return NEXT[ticket.stage].includes(act);
}

/** Desks in whose name it can be done; none where there is no choice. */
export function desksFor(act: Act, ticket: Pick<Detail, 'desks'>): string[] {
  const open = ticket.desks.filter((desk) => desk.state === 'open');
  const lead = open.filter((desk) => desk.lead);
  if (act === 'close') {
    // Only the leading one speaks for those that are still at work.
    return lead.map((desk) => desk.unit);
  }
  return BY_DESKS.has(act) && open.length > 1
    ? [...lead, ...open.filter((desk) => !desk.lead)].map((desk) => desk.unit)
    : [];
}

/** `2026-11-22T18:00` as somebody in China means it. */
export function inChina(local: string): string {
  return `${local}:00+08:00`;
}

/** A time for a field of day and time, in China's time. */
export function fieldOf(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16);
}
