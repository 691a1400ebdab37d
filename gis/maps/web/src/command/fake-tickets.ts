/** Tickets for tests. */
import type { Brief } from '../tickets/types.ts';

/** A ticket like any other but for what is given. */
export function ticket(given: Partial<Brief> & { id: number }): Brief {
  return {
    change: given.id,
    reported_at: '2026-11-20T08:00:00+08:00',
    kind: 'matter',
    code: '01004',
    category: '积存垃圾渣土',
    category_en: 'Rubbish',
    channel: 'hotline',
    stage: 'accepted',
    stage_since: '2026-11-20T08:00:00+08:00',
    stage_due: null,
    due_at: '2026-11-21T08:00:00+08:00',
    closed_at: null,
    colour: 'green',
    escalated: 0,
    deferred: false,
    unit: '环卫所',
    position: 'good',
    lon: 113.85,
    lat: 30.58,
    grid: '510105001001001',
    microgrid: null,
    jurisdiction: '510105001001',
    ...given,
  };
}
