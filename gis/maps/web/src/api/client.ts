/** The service, typed by its own description (schema.d.ts, made by `make schema`). */
import { signal } from '@lit-labs/signals';
import createClient from 'openapi-fetch';
import { either, language } from '../ui/words.ts';
import type { components, paths } from './schema.d.ts';

export type Schemas = components['schemas'];

/** What went wrong, in both languages, as the service tells it (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    /** Last part of the type, such as `stale` or `torn`. */
    readonly kind: string,
    readonly words: { zh: string; en: string },
    /** All members of the answer: `changed`, `pieces`, `faults` ... */
    readonly body: Readonly<Record<string, unknown>> = {},
    /** Seconds to wait before asking again; null where the service does not say. */
    readonly wait: number | null = null,
  ) {
    super(words.en);
  }

  /** The sentence in the language of the page. */
  get told(): string {
    return either(this.words);
  }
}

/** No answer came at all: the network or the service is away. */
export class Unreachable extends Problem {
  constructor() {
    super(0, 'unreachable', {
      zh: '连接不上服务，请检查网络。',
      en: 'The service cannot be reached; check the network.',
    });
  }
}

/** What was thrown, where it is a problem to be told; anything else is thrown on. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) {
    return error;
  }
  throw error;
}

/** What a proxy answers in the place of a service that is away. */
const AWAY = new Set([502, 504]);

/** Whether the service answered the last request. */
export const reachable = signal(true);

export const api = createClient<paths>({
  baseUrl: location.origin,
  // Looked up at each request, so that tests can stand in for it.
  fetch: (request) => globalThis.fetch(request),
});

api.use({
  onRequest({ request }) {
    request.headers.set('Accept-Language', language.get());
    return request;
  },
  onResponse: ({ response }) => reachable.set(!AWAY.has(response.status)),
  onError: ({ error }) => {
    // What somebody called off was not asked in vain.
    if (error instanceof DOMException && error.name === 'AbortError') {
      return error;
    }
    reachable.set(false);
    return new Unreachable();
  },
});

interface Given<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's content: `const plan = await told(api.GET('/api/v1/plans/{plan}', ...))`.
 *
 * @throws Problem for every answer that is no success; Unreachable where none came.
 */
export async function told<T>(asked: Promise<Given<T>>): Promise<T> {
  const { data, error, response } = await asked;
  if (response.ok) {
    return data as T;
  }
  throw problem(response.status, error, Number(response.headers.get('Retry-After')) || null);
}

/** A problem from the body of an answer. */
export function problem(status: number, body: unknown, wait: number | null = null): Problem {
  if (AWAY.has(status)) {
    return new Unreachable();
  }
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const kind = String(given.type ?? '')
    .split(':')
    .at(-1);
  const words = (name: 'zh' | 'en') => {
    const own = given[name] as { title?: string; detail?: string } | undefined;
    return own?.detail ?? own?.title ?? String(given.detail ?? given.title ?? `HTTP ${status}`);
  };
  return new Problem(status, kind || 'unknown', { zh: words('zh'), en: words('en') }, given, wait);
}
