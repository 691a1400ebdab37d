/** Where a plan is in its life, and who may take it further. */
import type { Schemas } from '../api/client.ts';

export type State = Schemas['Plan']['state'];
export type Taken = Schemas['Taken'];
export type Step = Taken['step'];

/** What a caller is to a plan. */
interface Caller {
  readonly user: string;
  readonly plans: boolean;
  readonly publishes: boolean;
}

export interface Possible {
  readonly step: Step;
  /** Whether the caller submitted the plan, which is why another person must do it. */
  readonly own: boolean;
}

/** Steps that the caller's roles allow in a state, the likely one first. */
export function possible(
  plan: { readonly state: State; readonly submitted_by: string | null },
  caller: Caller,
): Possible[] {
  const step = (name: Step, own = false): Possible => ({ step: name, own });
  if (plan.state === 'draft') {
    return caller.plans ? [step('submit')] : [];
  }
  if (plan.state !== 'submitted') {
    return [];
  }
  const own = plan.submitted_by === caller.user;
  return [
    ...(caller.publishes ? [step('approve', own), step('reject')] : []),
    ...(caller.plans ? [step('withdraw')] : []),
  ];
}

/** Errors and warnings that an audit counted, rule by rule. */
export function counted(report: Record<string, unknown>): {
  errors: number;
  warnings: number;
  notes: number;
} {
  const rules = (report.rules ?? {}) as Record<string, Partial<Record<string, number>>>;
  const sum = (severity: string) =>
    Object.values(rules).reduce((total, rule) => total + (rule[severity] ?? 0), 0);
  return { errors: sum('error'), warnings: sum('warning'), notes: sum('info') };
}

/** The reason of the last rejection, unless the plan was submitted again since. */
export function rejection(way: readonly Taken[]): Taken | null {
  const last = way.at(-1);
  return last?.step === 'reject' ? last : null;
}
