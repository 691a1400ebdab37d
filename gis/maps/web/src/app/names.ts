/** Names that several pages of the shell say: roles, states of plans, kinds and steps of jobs. */
import archive from 'lucide-static/icons/archive.svg?raw';
import badgeCheck from 'lucide-static/icons/badge-check.svg?raw';
import pencil from 'lucide-static/icons/pencil-line.svg?raw';
import send from 'lucide-static/icons/send.svg?raw';
import type { Schemas } from '../api/client.ts';
import type { Job } from '../api/jobs.ts';
import type { Role } from '../api/session.ts';
import { either, type Pair } from '../ui/words.ts';

type PlanState = Schemas['Plan']['state'];

const ROLES: Record<Role, Pair> = {
  viewer: ['查看员', 'Viewer'],
  planner: ['规划员', 'Planner'],
  commander: ['指挥员', 'Commander'],
  worker: ['网格员', 'Grid worker'],
  supervisor: ['督办员', 'Supervisor'],
  checker: ['核查员', 'Checker'],
  auditor: ['审核员', 'Auditor'],
  publisher: ['发布员', 'Publisher'],
  admin: ['管理员', 'Administrator'],
};

const STATES: Record<PlanState, Pair> = {
  draft: ['草案', 'Draft'],
  submitted: ['待审批', 'Submitted'],
  published: ['现行', 'In force'],
  superseded: ['已替代', 'Superseded'],
};

const KINDS: Record<Job['kind'], Pair> = {
  import: ['导入', 'Import'],
  propose: ['生成方案', 'Proposal'],
  audit: ['审核', 'Audit'],
  inspect: ['检查文件', 'File check'],
  fix: ['修复草案', 'Fixes'],
  tickets: ['导入事件', 'Tickets'],
};

const JOB_STATES: Record<Job['state'], Pair> = {
  queued: ['排队中', 'Waiting'],
  running: ['进行中', 'Running'],
  done: ['已完成', 'Done'],
  failed: ['失败', 'Failed'],
  cancelled: ['已取消', 'Cancelled'],
};

/** Steps of jobs as the service calls them. */
const STEPS: Record<string, Pair> = {
  reading: ['读取数据', 'Reading the data'],
  checking: ['检查数据', 'Checking the data'],
  households: ['统计户数', 'Counting households'],
  communities: ['逐个社区处理', 'Working community by community'],
  assembling: ['汇总结果', 'Putting it together'],
  outlines: ['生成边界', 'Drawing outlines'],
  auditing: ['审核', 'Auditing'],
  fixing: ['逐一修复', 'Mending one by one'],
  storing: ['写入数据库', 'Storing'],
};

const REASONS: Record<string, Pair> = {
  community_total: ['社区总量不足或不可分', 'Total of the community'],
  pocket: ['被隔断的片区', 'Pocket behind barriers'],
  atom_too_large: ['单体过大', 'Building too large'],
  compound_kept_whole: ['小区保持完整', 'Compound kept whole'],
  dedicated: ['专属网格', 'Dedicated grid'],
};

/** Why a grid lies out of its band. */
export function reasonName(reason: string): string {
  const known = REASONS[reason];
  return known ? either(known) : reason;
}

export const STATE_ICONS: Record<PlanState, string> = {
  draft: pencil,
  submitted: send,
  published: badgeCheck,
  superseded: archive,
};

/** Class of a state's badge; see ui/controls.ts. */
export const STATE_TONES: Record<PlanState, string> = {
  draft: 'low',
  submitted: 'notice',
  published: 'good',
  superseded: '',
};

export const roleName = (role: Role): string => either(ROLES[role]);
export const stateName = (state: PlanState): string => either(STATES[state]);
export const kindName = (kind: Job['kind']): string => either(KINDS[kind]);
const jobStateName = (state: Job['state']): string => either(JOB_STATES[state]);

/** What a job does now, with how far it is where that can be counted. */
export function stepName(
  job: Pick<Job, 'state' | 'step' | 'done' | 'total' | 'cancelled'>,
): string {
  if (job.cancelled && (job.state === 'queued' || job.state === 'running')) {
    return either(['正在取消……', 'Cancelling ...']);
  }
  if (job.state !== 'running' || !job.step) {
    return jobStateName(job.state);
  }
  const known = STEPS[job.step];
  const name = known ? either(known) : jobStateName(job.state);
  return job.total > 1 ? `${name} ${job.done}/${job.total}` : name;
}
