import { expect, test } from 'vitest';
import { counted, possible, rejection, type Taken } from './life.ts';

const draft = { state: 'draft', submitted_by: null } as const;
const submitted = { state: 'submitted', submitted_by: 'ann' } as const;
const caller = (user: string, plans: boolean, publishes: boolean) => ({ user, plans, publishes });
const steps = (...given: Parameters<typeof possible>) => possible(...given).map((one) => one.step);

test('planners submit drafts and withdraw what was submitted', () => {
  expect(steps(draft, caller('ann', true, false))).toEqual(['submit']);
  expect(steps(submitted, caller('ann', true, false))).toEqual(['withdraw']);
});

test('publishers approve or reject what others submitted', () => {
  const found = possible(submitted, caller('bob', false, true));
  expect(found).toEqual([
    { step: 'approve', own: false },
    { step: 'reject', own: false },
  ]);
});

test('who submitted a plan cannot approve it, but may take it back', () => {
  const found = possible(submitted, caller('ann', true, true));
  expect(found).toEqual([
    { step: 'approve', own: true },
    { step: 'reject', own: false },
    { step: 'withdraw', own: false },
  ]);
});

test('lookers do nothing, and what is in force stays so', () => {
  expect(steps(draft, caller('dan', false, false))).toEqual([]);
  expect(steps({ ...submitted, state: 'published' }, caller('ann', true, true))).toEqual([]);
});

test('findings are counted over all rules', () => {
  const rules = {
    gap: { error: 1, warning: 0, info: 0 },
    band: { error: 0, warning: 2, info: 32 },
  };
  expect(counted({ rules })).toEqual({ errors: 1, warnings: 2, notes: 32 });
  expect(counted({})).toEqual({ errors: 0, warnings: 0, notes: 0 });
});

test('a rejection is told until the plan is submitted again', () => {
  const taken = (step: Taken['step']) => ({ step, actor: 'bob', reason: null }) as Taken;
  expect(rejection([taken('submit'), taken('reject')])?.step).toBe('reject');
  expect(rejection([taken('submit'), taken('reject'), taken('submit')])).toBeNull();
  expect(rejection([])).toBeNull();
});
