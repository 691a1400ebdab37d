/** What the rules of the audit are called, and how grave their findings are. */
import { either, type Pair } from '../ui/words.ts';

export const SEVERITIES = ['error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

const RULES: Readonly<Record<string, Pair>> = {
  geometry: ['几何错误', 'Faulty geometry'],
  gap: ['存在空白', 'Gap'],
  overlap: ['相互重叠', 'Overlap'],
  outside: ['超出社区', 'Outside the community'],
  mismatched_edge: ['边界不重合', 'Borders do not meet'],
  uncovered_building: ['楼栋未覆盖', 'Building not covered'],
  doubly_covered_building: ['楼栋重复覆盖', 'Building covered twice'],
  cut_building: ['边界切开楼栋', 'Border cuts a building'],
  uncovered_site: ['缺专属网格', 'Site without its grid'],
  nesting: ['层级不符', 'Wrong nesting'],
  code: ['编码问题', 'Codes'],
  band: ['户数超出区间', 'Out of the band'],
  disconnected: ['不连通', 'In several pieces'],
  torn_compound: ['小区被拆分', 'Torn compound'],
};

const NAMES: Readonly<Record<Severity, Pair>> = {
  error: ['错误', 'Error'],
  warning: ['警告', 'Warning'],
  info: ['已说明', 'Explained'],
};

/** A rule in words; rules this page does not know are shown as they are. */
export function ruleName(rule: string): string {
  return either(RULES[rule] ?? [rule, rule]);
}

export function severityName(severity: Severity): string {
  return either(NAMES[severity]);
}
