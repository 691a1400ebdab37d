import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Answer } from './answer.ts';

let asked: { url: string; answer: (body: object, status?: number) => void; signal: AbortSignal }[];
const settle = () => vi.advanceTimersByTimeAsync(0);
const query = (text: string) => new URLSearchParams(text);

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  vi.stubGlobal('fetch', (request: Request) => {
    return new Promise<Response>((resolve, reject) => {
      request.signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
      asked.push({
        url: request.url,
        signal: request.signal,
        answer: (body, status = 200) => resolve(Response.json(body, { status })),
      });
    });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('an answer', () => {
  it('is asked for once for the same question', async () => {
    const one = new Answer<{ n: number }>('/api/v1/x');
    one.want(query('a=1'), 1);
    one.want(query('a=1'), 1);
    await settle();
    expect(asked).toHaveLength(1);
    asked[0]?.answer({ n: 5 });
    await settle();
    expect(one.value).toEqual({ n: 5 });
    expect(one.of).toBe('a=1');
    expect(one.loading).toBe(false);
  });

  it('to another question is asked for at once, and the first is not waited for', async () => {
    const one = new Answer<{ n: number }>('/api/v1/x');
    one.want(query('a=1'), 1);
    await settle();
    one.want(query('a=2'), 1);
    await settle();
    expect(asked).toHaveLength(2);
    expect(asked[0]?.signal.aborted).toBe(true);
    asked[1]?.answer({ n: 2 });
    await settle();
    expect(one.value).toEqual({ n: 2 });
    expect(one.problem).toBeNull();
  });

  it('that may have changed is asked for again with patience, however often it changes', async () => {
    const one = new Answer<{ n: number }>('/api/v1/x');
    one.want(query('a=1'), 1);
    await settle();
    asked[0]?.answer({ n: 1 });
    await settle();
    for (let revision = 2; revision < 50; revision += 1) {
      one.want(query('a=1'), revision);
    }
    await vi.advanceTimersByTimeAsync(4000);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(3000);
    expect(asked).toHaveLength(2);
    expect(one.value).toEqual({ n: 1 });
  });

  it('that is not wanted any more is not asked for', async () => {
    const one = new Answer<{ n: number }>('/api/v1/x');
    one.want(query('a=1'), 1);
    await settle();
    one.want(null, 1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.signal.aborted).toBe(true);
  });

  it('that was refused says why, and keeps what was known', async () => {
    const one = new Answer<{ n: number }>('/api/v1/x');
    one.want(query('a=1'), 1);
    await settle();
    asked[0]?.answer({ n: 1 });
    await settle();
    one.again();
    await settle();
    asked[1]?.answer({ detail: 'no', zh: { detail: '不行' }, en: { detail: 'no' } }, 422);
    await settle();
    expect(one.problem?.status).toBe(422);
    expect(one.value).toEqual({ n: 1 });
  });
});
