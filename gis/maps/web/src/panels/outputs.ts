/** Files that a plan is written to. */
import { problem } from '../api/client.ts';

export const FORMATS = [
  { kind: 'gpkg', gbk: false },
  { kind: 'geojson', gbk: false },
  { kind: 'shp.zip', gbk: true },
  { kind: 'xlsx', gbk: false },
  { kind: 'csv', gbk: true },
] as const;
export type Kind = (typeof FORMATS)[number]['kind'];

/** Where a file is asked for. */
export function address(plan: number, kind: Kind, encoding: 'utf-8' | 'gbk'): string {
  const query = new URLSearchParams({ format: kind });
  if (encoding === 'gbk') {
    query.set('encoding', encoding);
  }
  return `/api/v1/plans/${plan}/export?${query}`;
}

/** Bring a file and hand it to the browser to keep, under the name the service gives it.
 *
 * @throws Problem where there is none, such as for texts that GBK cannot write.
 */
export async function download(plan: number, kind: Kind, encoding: 'utf-8' | 'gbk'): Promise<void> {
  const answer = await fetch(address(plan, kind, encoding));
  if (!answer.ok) {
    throw problem(answer.status, await answer.json().catch(() => null));
  }
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = named(answer.headers.get('content-disposition')) ?? `plan-${plan}.${kind}`;
  link.click();
  // The browser reads it after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** The file's name in a Content-Disposition header. */
export function named(header: string | null): string | null {
  return header?.match(/filename="([^"]+)"/)?.[1] ?? null;
}
