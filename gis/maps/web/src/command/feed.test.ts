import { describe, expect, it } from 'vitest';
import { ticket } from './fake-tickets.ts';
import { Feed, MOST } from './feed.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 20) + minute * 60_000).toISOString();
const ids = (feed: Feed) => feed.tickets.map((one) => one.id);

describe('the tickets in memory', () => {
  it('are the newest first', () => {
    const feed = new Feed(() => true);
    feed.page([ticket({ id: 2, reported_at: at(2) }), ticket({ id: 1, reported_at: at(1) })], true);
    feed.change({ tickets: [ticket({ id: 3, reported_at: at(3) })], gone: [] });
    expect(ids(feed)).toEqual([3, 2, 1]);
    expect(feed.fresh).toEqual([3]);
  });

  it('change, come and go with what is told of them', () => {
    const feed = new Feed((one) => one.stage !== 'closed');
    feed.page([ticket({ id: 1 }), ticket({ id: 2 })], true);
    expect(feed.change({ tickets: [ticket({ id: 1, change: 9, unit: '公安局' })], gone: [] })).toBe(
      true,
    );
    expect(feed.get(1)?.unit).toBe('公安局');
    feed.change({ tickets: [ticket({ id: 1, change: 10, stage: 'closed' })], gone: [] });
    expect(ids(feed)).toEqual([2]);
    expect(feed.change({ tickets: [], gone: [2] })).toBe(true);
    expect(ids(feed)).toEqual([]);
  });

  it('know how many came and went since the service counted', () => {
    const feed = new Feed((one) => one.stage !== 'closed');
    feed.page([ticket({ id: 1 }), ticket({ id: 2 })], true);
    expect(feed.net).toBe(0);
    feed.change({ tickets: [ticket({ id: 3 }), ticket({ id: 4 })], gone: [1, 99] });
    feed.change({ tickets: [ticket({ id: 3, change: 8, stage: 'closed' })], gone: [] });
    expect(feed.net).toBe(0);
    feed.change({ tickets: [ticket({ id: 5 })], gone: [] });
    expect(feed.net).toBe(1);
  });

  it('are not made older by a page that was asked for before the change', () => {
    const feed = new Feed(() => true);
    feed.change({ tickets: [ticket({ id: 1, change: 9, stage: 'handling' })], gone: [] });
    feed.page([ticket({ id: 1, change: 3, stage: 'accepted' })], true);
    expect(feed.get(1)?.stage).toBe('handling');
  });

  it('leave out old ones that were not asked for yet, so that none is missing between', () => {
    const feed = new Feed(() => true);
    feed.page(
      [ticket({ id: 5, reported_at: at(50) }), ticket({ id: 4, reported_at: at(40) })],
      false,
    );
    expect(
      feed.change({ tickets: [ticket({ id: 1, change: 99, reported_at: at(10) })], gone: [] }),
    ).toBe(false);
    expect(ids(feed)).toEqual([5, 4]);
  });

  it('are never more than some thousand, however many come', () => {
    const feed = new Feed(() => true);
    for (let id = 1; id <= MOST + 500; id += 100) {
      const tickets = Array.from({ length: 100 }, (_, i) =>
        ticket({ id: id + i, reported_at: at(id + i) }),
      );
      feed.change({ tickets, gone: [] });
    }
    expect(feed.tickets.length).toBe(MOST);
    expect(feed.tickets[0]?.id).toBe(MOST + 500);
    expect(feed.fresh.length).toBeLessThan(100);
  });

  it('are sifted when the window moves on', () => {
    let first = at(0);
    const feed = new Feed((one) => one.reported_at >= first);
    feed.page(
      [ticket({ id: 2, reported_at: at(20) }), ticket({ id: 1, reported_at: at(10) })],
      true,
    );
    first = at(15);
    expect(feed.sift()).toBe(true);
    expect(ids(feed)).toEqual([2]);
    expect(feed.sift()).toBe(false);
  });
});
