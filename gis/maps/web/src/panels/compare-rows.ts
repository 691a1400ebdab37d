/** Words and rows of the comparison. */
import { html, nothing, type TemplateResult } from 'lit';
import { shownMap } from '../map/contract.ts';
import { opened } from '../plan/opened.ts';
import { shortCode } from '../plan/standing.ts';
import { dictionary, figure } from '../ui/words.ts';
import { type Difference, type Flow, placeOf } from './flows.ts';

export const say = dictionary({
  opening: ['正在打开方案……', 'Opening the plan ...'],
  with: ['与哪个方案对比', 'Compare with'],
  choose: ['请选择', 'Choose a plan'],
  hint: [
    '选同一数据集的另一个方案，查看哪些户、楼栋换了网格。',
    'Choose another plan of the same dataset to see which households and buildings changed grids.',
  ],
  none: [
    '这个数据集只有这一个方案。先在“方案”面板分出草案。',
    'This dataset has no other plan. Branch a draft in the panel “Plan” first.',
  ],
  reading: ['正在对比……', 'Comparing ...'],
  again: ['重试', 'Try again'],
  households: ['换网格的户数', 'Households moved'],
  buildings: ['换网格的楼栋', 'Buildings moved'],
  recoded: ['只改编码的网格', 'Grids recoded only'],
  same: ['两个方案完全相同。', 'The two plans are the same.'],
  map: ['在地图上', 'On the map'],
  difference: ['差异', 'Differences'],
  swipe: ['卷帘', 'Swipe'],
  before: ['原网格', 'Before'],
  after: ['现网格', 'After'],
  hh: ['户', 'Hh.'],
  bld: ['楼栋', 'Bldgs'],
  from: (before: string, after: string) => [
    `由“${before}”到“${after}”`,
    `From “${before}” to “${after}”`,
  ],
  fly: (before: string, after: string) => [
    `${before} → ${after}，定位`,
    `${before} → ${after}, go there`,
  ],
  more: (count: string) => [`再显示 ${count} 行`, `${count} more rows`],
  hidden: ['<10', '<10'],
});

/** What moved from one grid to another; a click flies there. */
export function flow(found: Difference, one: Flow): TemplateResult {
  const place = placeOf(found, one);
  const [before, after] = [called(one.before), called(one.after)];
  const inside = before.community === after.community ? '' : ` ${after.community}`;
  return html`<tr>
    <td>
      <button
        class="plain"
        title=${say.fly(one.before ?? '—', one.after ?? '—')}
        ?disabled=${place === null}
        @click=${() => place && shownMap.get()?.fit(place)}
      >
        ${before.community} <span class="code">${before.code}</span> →${inside}
        <span class="code">${after.code}</span>
      </button>
    </td>
    <td class="number">${count(one.households)}</td>
    <td class="number">${figure(one.buildings)}</td>
  </tr>`;
}

/** A grid by its community and the end of its code. */
function called(code: string | null): { community: string; code: string } {
  const known = opened.get()?.communities.get() ?? [];
  const community = known.find((one) => code?.startsWith(one.code));
  return community && code
    ? { community: community.name, code: shortCode(code, community.code) }
    : { community: '', code: code ?? '—' };
}

/** Grids that kept their ground and got another code. */
export function recoded(found: Difference): TemplateResult | typeof nothing {
  return found.recoded.length > 0
    ? html`<details>
        <summary>${say.recoded()}（${figure(found.recoded.length)}）</summary>
        <ul class="code">
          ${found.recoded.map(([before, after]) => html`<li>${String(before).slice(6)} → ${String(after).slice(6)}</li>`)}
        </ul>
      </details>`
    : nothing;
}

/** Small counts are hidden from some. */
export function count(value: number | null): string {
  return value === null ? say.hidden() : figure(value);
}
