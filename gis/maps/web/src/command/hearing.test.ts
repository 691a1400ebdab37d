import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ticket } from './fake-tickets.ts';
import { Hearing, patience } from './hearing.ts';

class Source extends EventTarget {
  static readonly CLOSED = 2;
  static made: Source[] = [];
  readyState = 1;
  onerror: (() => void) | null = null;
  closed = false;

  constructor(readonly url: string) {
    super();
    Source.made.push(this);
  }

  close(): void {
    this.readyState = Source.CLOSED;
    this.closed = true;
  }

  tell(kind: string, data: object): void {
    this.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(data) }));
  }
}

const listener = () => ({ changed: vi.fn(), lost: vi.fn(), alerted: vi.fn(), up: vi.fn() });
let hearings: Hearing[] = [];
function hear(hears: ReturnType<typeof listener>): Hearing {
  const hearing = new Hearing(7, hears);
  hearings.push(hearing);
  return hearing;
}
const last = () => Source.made.at(-1) as Source;

beforeEach(() => {
  vi.useFakeTimers();
  Source.made = [];
  vi.stubGlobal('EventSource', Source);
});
afterEach(() => {
  for (const one of hearings) {
    one.close();
  }
  hearings = [];
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('changes of tickets', () => {
  it('are heard from the number on that is known', () => {
    const hears = listener();
    const hearing = hear(hears);
    expect(last().url).toBe('/api/v1/events?tickets=1&after=7');
    last().tell('state', { number: 7 });
    expect(hears.up).toHaveBeenCalledWith(true);
    last().tell('tickets', { after: 7, number: 9, tickets: [ticket({ id: 1 })], gone: [] });
    expect(hears.changed).toHaveBeenCalledTimes(1);
    expect(hearing.last).toBe(9);
  });

  it('that do not follow on what is known mean that all is read again', () => {
    const hears = listener();
    const hearing = hear(hears);
    last().tell('tickets', { after: 8, number: 9, tickets: [], gone: [] });
    expect(hears.lost).toHaveBeenCalledTimes(1);
    expect(hears.changed).not.toHaveBeenCalled();
    last().tell('tickets', { after: 9, number: 10, tickets: [], gone: [] });
    expect(hears.changed).toHaveBeenCalledTimes(1);
    expect(hearing.last).toBe(10);
  });

  it('that are told twice count once', () => {
    const hears = listener();
    hear(hears);
    last().tell('tickets', { after: 7, number: 9, tickets: [], gone: [] });
    last().tell('tickets', { after: 7, number: 9, tickets: [], gone: [] });
    expect(hears.changed).toHaveBeenCalledTimes(1);
    expect(hears.lost).not.toHaveBeenCalled();
  });

  it('go on where they broke off, after a while that grows', () => {
    const hears = listener();
    hear(hears);
    last().tell('tickets', { after: 7, number: 12, tickets: [], gone: [] });
    last().onerror?.();
    expect(hears.up).toHaveBeenLastCalledWith(false);
    expect(Source.made[0]?.closed).toBe(true);
    vi.advanceTimersByTime(1000);
    expect(Source.made).toHaveLength(2);
    expect(last().url).toContain('after=12');
    last().onerror?.();
    vi.advanceTimersByTime(999);
    expect(Source.made).toHaveLength(2);
    vi.advanceTimersByTime(1001);
    expect(Source.made).toHaveLength(3);
  });

  it('are waited for no longer when the network is gone, and asked for when it is back', () => {
    const hears = listener();
    const hearing = hear(hears);
    dispatchEvent(new Event('offline'));
    expect(hears.up).toHaveBeenLastCalledWith(false);
    dispatchEvent(new Event('online'));
    expect(Source.made).toHaveLength(2);
    dispatchEvent(new Event('online'));
    expect(Source.made).toHaveLength(2);
    hearing.close();
    dispatchEvent(new Event('online'));
    expect(Source.made).toHaveLength(2);
  });

  it('are read anew where the service says so', () => {
    const hears = listener();
    const hearing = hear(hears);
    last().tell('reset', { number: 40 });
    expect(hears.lost).toHaveBeenCalledTimes(1);
    expect(hearing.last).toBe(40);
  });

  it('end with the page', () => {
    const hearing = hear(listener());
    last().onerror?.();
    hearing.close();
    vi.advanceTimersByTime(60_000);
    expect(Source.made).toHaveLength(1);
  });
});

describe('who was thrown out', () => {
  it('comes back not all at once, and not too late', () => {
    expect(patience(0, 0)).toBe(500);
    expect(patience(0, 1)).toBe(1000);
    expect(patience(3, 0.5)).toBe(6000);
    expect(patience(30, 1)).toBe(30_000);
  });
});
