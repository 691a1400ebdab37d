/** Audits of a plan: the latest one with its findings, and a new one. */
import type { FeatureCollection } from 'geojson';
import { api, type Schemas, told } from '../api/client.ts';
import { finished, type Job, watch } from '../api/jobs.ts';
import type { Finding } from './queue.ts';
import type { Severity } from './rules.ts';

export type Audit = Schemas['Audit'];
export type Exception = Schemas['Accepted'];

/** Findings asked for at once, and read at all. */
const PAGE = 2000;
const MOST = 20_000;

export interface Judged {
  readonly audit: Audit;
  readonly findings: readonly Finding[];
  /** Whether there are more findings than are shown. */
  readonly cut: boolean;
}

/** The latest audit; null where the plan was never audited.
 *
 * @throws Problem
 */
export async function latest(plan: number): Promise<Judged | null> {
  const params = { path: { plan }, query: { limit: 1 } };
  const [audit] = await told(api.GET('/api/v1/plans/{plan}/audits', { params }));
  return audit ? withFindings(plan, audit) : null;
}

/** Audit the head; `follow` is told of the job where it takes long.
 *
 * @throws Problem where it may not be, or failed.
 */
export async function judge(plan: number, follow: (job: Job) => void): Promise<Judged | null> {
  const answer = await told(api.POST('/api/v1/plans/{plan}/audit', { params: { path: { plan } } }));
  if ('plan_version' in answer) {
    return withFindings(plan, answer);
  }
  watch(answer);
  follow(answer);
  const job = await finished(answer.id);
  const number = Number(job.result?.audit);
  if (job.state !== 'done') {
    return null;
  }
  const params = { path: { plan, audit: number } };
  return withFindings(plan, await told(api.GET('/api/v1/plans/{plan}/audits/{audit}', { params })));
}

/** Exceptions for findings of the plan that are in force, by finding.
 *
 * @throws Problem
 */
export async function exceptions(plan: number): Promise<ReadonlyMap<string, Exception>> {
  const found = new Map<string, Exception>();
  for (let after: number | undefined; ; ) {
    const params = { path: { plan }, query: { limit: 1000, ...(after ? { after } : {}) } };
    const page = await told(api.GET('/api/v1/plans/{plan}/exceptions', { params }));
    for (const one of page.items) {
      if (one.revoked_at === null && new Date(one.expires_at) > new Date()) {
        found.set(one.finding, one);
      }
    }
    if (!page.next) {
      return found;
    }
    after = page.items.at(-1)?.id;
  }
}

async function withFindings(plan: number, audit: Audit): Promise<Judged> {
  const findings: Finding[] = [];
  for (let after = -1; findings.length < MOST; ) {
    const params = { path: { plan, audit: audit.id }, query: { after, limit: PAGE } };
    const page = (await told(
      api.GET('/api/v1/plans/{plan}/audits/{audit}/findings', { params }),
    )) as unknown as FeatureCollection & { links: unknown[] };
    findings.push(...page.features.map(finding));
    if (page.links.length === 0) {
      return { audit, findings, cut: false };
    }
    after = findings.at(-1)?.position ?? after;
  }
  return { audit, findings, cut: true };
}

function finding(feature: FeatureCollection['features'][number]): Finding {
  const given = feature.properties ?? {};
  return {
    id: String(given.id),
    rule: String(given.rule),
    severity: given.severity as Severity,
    units: given.units as string[],
    zh: String(given.message_zh),
    en: String(given.message_en),
    accepted: Boolean(given.accepted),
    position: Number(given.position),
    geometry: feature.geometry,
  };
}
