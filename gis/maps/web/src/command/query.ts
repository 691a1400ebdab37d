/** What is asked of the service, and whether a ticket is among what was asked for. */
import type { Filters, Span } from '../app/command-route.ts';
import type { Brief } from '../tickets/types.ts';
import { instant } from './time.ts';

const LISTS = ['category', 'channel', 'unit', 'status'] as const;

/** Query of the tickets in a window; without the chosen grid for what shows all grids. */
export function asked(filters: Filters, span: Span | null, of: 'all' | 'grid'): URLSearchParams {
  const query = new URLSearchParams();
  if (span) {
    query.set('from', span.from);
    query.set('to', span.to);
  }
  for (const name of LISTS) {
    for (const value of new Set(filters[name])) {
      query.append(name, value);
    }
  }
  if (filters.jurisdiction) {
    query.set('jurisdiction', filters.jurisdiction);
  }
  if (filters.grid && of === 'grid') {
    query.set('grid', filters.grid);
  }
  return query;
}

/** A query with more in it. */
export function withMore(
  query: URLSearchParams,
  more: Readonly<Record<string, string | number | null>>,
): URLSearchParams {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(more)) {
    if (value !== null) {
      next.set(name, String(value));
    }
  }
  return next;
}

/** Whether a ticket is among those asked for. */
export function matches(ticket: Brief, filters: Filters, span: Span, now: number): boolean {
  const reported = Date.parse(ticket.reported_at);
  return (
    reported >= instant(span.from) &&
    reported < instant(span.to) &&
    any(filters.category, (one) => isOf(ticket, one)) &&
    any(filters.channel, (one) => one === ticket.channel) &&
    any(filters.unit, (one) => one === ticket.unit) &&
    isIn(ticket, filters.status, now) &&
    ticket.jurisdiction.startsWith(filters.jurisdiction ?? '') &&
    (filters.grid === null || ticket.grid === filters.grid)
  );
}

/** Whether the time of the whole is over, or was when it was closed. */
export function isLate(ticket: Brief, now: number): boolean {
  if (ticket.due_at === null) {
    return false;
  }
  const end = ticket.closed_at === null ? now : Date.parse(ticket.closed_at);
  return Date.parse(ticket.due_at) < end;
}

/** Whether any of some values fits; where there are none, all do. */
function any(values: readonly string[], fits: (value: string) => boolean): boolean {
  return values.length === 0 || values.some(fits);
}

function isOf(ticket: Brief, category: string): boolean {
  const [kind, code = ''] = category.split(':');
  return ticket.kind === kind && (ticket.code ?? '').startsWith(code);
}

const COLOURS = new Set(['green', 'yellow', 'red']);

/** Stages and colours, any of these; `open` is all but closed; `late` holds besides. */
function isIn(ticket: Brief, status: readonly string[], now: number): boolean {
  const stages = status.filter((one) => one !== 'late');
  const standing = any(stages, (one) => {
    const own = COLOURS.has(one) ? ticket.colour : ticket.stage;
    return one === 'open' ? ticket.stage !== 'closed' : one === own;
  });
  return standing && (!status.includes('late') || isLate(ticket, now));
}
