/** Requests whose form the caller knows: the same client, with what all requests share, for routes
 * that take forms or whose description says little. */
import { api, told } from './client.ts';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Value = string | number | boolean | null | undefined;

interface Asked {
  readonly query?: Readonly<Record<string, Value | readonly Value[]>>;
  /** JSON, or a form as it is. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

type Given = { data?: unknown; error?: unknown; response: Response };
type Request = (method: string, path: string, init: object) => Promise<Given>;

/** Ask the service.
 *
 * @throws Problem for every answer that is no success; Unreachable where none came.
 */
export async function ask<T>(method: Method, path: string, asked: Asked = {}): Promise<T> {
  const { query, ...init } = asked;
  const request = api.request as unknown as Request;
  return (await told(request(method, path, { params: { query }, ...init }))) as T;
}
