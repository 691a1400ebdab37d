import { describe, expect, it } from 'vitest';
import { commandRoute } from '../app/command-route.ts';
import { ticket } from './fake-tickets.ts';
import { asked, matches, withMore } from './query.ts';

const SPAN = { from: '2026-11-20', to: '2026-11-21' };
const NOW = Date.parse('2026-11-20T12:00:00+08:00');
const of = (more: object) => commandRoute(more);

describe('a question', () => {
  it('names the window and every filter, the grid only where it is of one', () => {
    const route = of({ category: ['matter:01', 'component'], status: ['open'], grid: '5101' });
    const own = 'from=2026-11-20&to=2026-11-21&category=matter%3A01&category=component&status=open';
    expect(asked(route, SPAN, 'all').toString()).toBe(own);
    expect(asked(route, SPAN, 'grid').toString()).toBe(`${own}&grid=5101`);
  });

  it('with more in it leaves the first as it was', () => {
    const first = asked(of({}), null, 'all');
    expect(withMore(first, { by: 'grid', after: null }).toString()).toBe('by=grid');
    expect(first.toString()).toBe('');
  });
});

describe('a ticket', () => {
  const one = ticket({ id: 1 });
  const fits = (more: object, given = one, now = NOW) => matches(given, of(more), SPAN, now);

  it('belongs to the window it was reported in, whose end is not in it', () => {
    expect(fits({})).toBe(true);
    expect(fits({}, ticket({ id: 1, reported_at: '2026-11-19T16:00:00Z' }))).toBe(true);
    expect(fits({}, ticket({ id: 1, reported_at: '2026-11-20T16:00:00Z' }))).toBe(false);
  });

  it.each([
    [{ category: ['matter'] }, true],
    [{ category: ['matter:01'] }, true],
    [{ category: ['matter:01004'] }, true],
    [{ category: ['component:01', 'matter:02'] }, false],
    [{ channel: ['snap'] }, false],
    [{ channel: ['snap', 'hotline'] }, true],
    [{ unit: ['公安局'] }, false],
    [{ jurisdiction: '510105001' }, true],
    [{ jurisdiction: '510105002' }, false],
    [{ grid: '510105001001001' }, true],
    [{ grid: '510105001001002' }, false],
  ])('is found by %j: %s', (filters, is) => {
    expect(fits(filters)).toBe(is);
  });

  it('is open until it is closed', () => {
    const closed = ticket({ id: 1, stage: 'closed', closed_at: '2026-11-20T10:00:00+08:00' });
    expect(fits({ status: ['open'] })).toBe(true);
    expect(fits({ status: ['open'] }, closed)).toBe(false);
    expect(fits({ status: ['closed', 'open'] }, closed)).toBe(true);
  });

  it('has a colour while it is open', () => {
    expect(fits({ status: ['green'] })).toBe(true);
    expect(fits({ status: ['yellow'] })).toBe(false);
  });

  it('is late once its time is over, also when it was closed too late', () => {
    expect(fits({ status: ['late'] })).toBe(false);
    expect(fits({ status: ['late'] }, one, NOW + 86_400_000)).toBe(true);
    const closed = ticket({ id: 1, stage: 'closed', closed_at: '2026-11-21T09:00:00+08:00' });
    expect(fits({ status: ['late'] }, closed)).toBe(true);
    expect(fits({ status: ['late', 'open'] }, closed)).toBe(false);
    expect(fits({ status: ['late'] }, ticket({ id: 1, due_at: null }), NOW * 2)).toBe(false);
  });
});
