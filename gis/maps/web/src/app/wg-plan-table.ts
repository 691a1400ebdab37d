/** Plans in rows, with what can be done to each. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import download from 'lucide-static/icons/download.svg?raw';
import more from 'lucide-static/icons/ellipsis.svg?raw';
import branchIcon from 'lucide-static/icons/git-branch.svg?raw';
import compareIcon from 'lucide-static/icons/git-compare.svg?raw';
import sparkles from 'lucide-static/icons/sparkles.svg?raw';
import { holds } from '../api/session.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import '../ui/wg-menu.ts';
import { dictionary, figure, moment } from '../ui/words.ts';
import { STATE_ICONS, STATE_TONES, stateName } from './names.ts';
import { type Plan, touched } from './plans.ts';
import { propose } from './propose.ts';
import { follow, format, planRoute } from './route.ts';
import { framedTable } from './table-styles.ts';
import { branch } from './wg-branch-dialog.ts';
import { compare } from './wg-compare-dialog.ts';

const say = dictionary({
  name: ['名称', 'Name'],
  state: ['状态', 'State'],
  dataset: ['数据集', 'Dataset'],
  grids: ['网格', 'Grids'],
  edited: ['最近修改', 'Last change'],
  inForce: ['生效时间', 'In force since'],
  approved: (who: string) => [`${who} 批准`, `approved by ${who}`],
  submitted: (who: string) => [`${who} 提交`, `submitted by ${who}`],
  actions: ['操作', 'Actions'],
  open: ['打开', 'Open'],
  openNamed: (name: string) => [`打开 ${name}`, `Open ${name}`],
  more: (name: string) => [`${name}：更多操作`, `${name}: more`],
  branch: ['新建草案…', 'New draft from this…'],
  propose: ['参照它生成方案…', 'Propose close to this…'],
  compare: ['与另一方案对比…', 'Compare with…'],
  exported: (kind: string) => [`导出 ${kind}`, `Export as ${kind}`],
});
const KINDS: readonly (readonly [string, string])[] = [
  ['gpkg', 'GeoPackage'],
  ['xlsx', 'Excel'],
  ['shp.zip', 'Shapefile'],
  ['geojson', 'GeoJSON'],
  ['csv', 'CSV'],
];

@customElement('wg-plan-table')
export class WgPlanTable extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    framedTable,
    css`
      .state {
        width: 112px;
      }
      .grids {
        width: 72px;
      }
      .time {
        width: 200px;
      }
      .dataset {
        width: 19%;
      }
      .actions {
        width: 128px;
        text-align: end;
        white-space: nowrap;
      }
      td.actions div {
        display: flex;
        gap: 4px;
        align-items: center;
        justify-content: flex-end;
      }
      td.dataset,
      td.name {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      td.name a {
        color: var(--ink);
        font-weight: 600;
        text-decoration: none;
      }
      td.name a:hover {
        color: var(--accent);
        text-decoration: underline;
      }
      .number {
        font-variant-numeric: tabular-nums;
      }
      td.time {
        line-height: 1.35;
        padding-block: 4px;
      }
      td.time .hint {
        display: block;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      @media (width <= 1100px) {
        .dataset {
          width: 15%;
        }
        .time {
          width: 184px;
        }
      }
    `,
  ];

  @property({ attribute: false }) plans: readonly Plan[] = [];
  /** All there are: to compare with. */
  @property({ attribute: false }) all: readonly Plan[] = [];
  /** What the table holds, for those who do not see its heading. */
  @property() caption = '';
  /** Whether the time that counts is when it came into force. */
  @property({ type: Boolean }) force = false;

  override render(): TemplateResult {
    return html`<table>
      <caption class="visually-hidden">
        ${this.caption}
      </caption>
      <thead>
        <tr>
          <th class="name" scope="col">${say.name()}</th>
          <th class="state" scope="col">${say.state()}</th>
          <th class="dataset" scope="col">${say.dataset()}</th>
          <th class="grids number" scope="col">${say.grids()}</th>
          <th class="time" scope="col">${this.force ? say.inForce() : say.edited()}</th>
          <th class="actions" scope="col">
            <span class="visually-hidden">${say.actions()}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        ${this.plans.map((plan) => this.row(plan))}
      </tbody>
    </table>`;
  }

  private row(plan: Plan): TemplateResult {
    const address = format(planRoute(plan.id));
    return html`<tr>
      <td class="name">
        <a href=${address} title=${plan.name} @click=${follow}>${plan.name}</a>
        <span class="hint number">#${plan.id}</span>
      </td>
      <td class="state">
        <span class="badge ${STATE_TONES[plan.state]}"
          >${icon(STATE_ICONS[plan.state], 14)}${stateName(plan.state)}</span
        >
      </td>
      <td class="dataset" title=${plan.dataset_name}>${plan.dataset_name}</td>
      <td class="grids number">${figure(plan.grids)}</td>
      <td class="time">${this.times(plan)}</td>
      <td class="actions"><div>
        <a
          class="button"
          href=${address}
          aria-label=${say.openNamed(plan.name)}
          @click=${follow}
          >${say.open()}</a
        >
        ${this.menu(plan)}
      </div></td>
    </tr>`;
  }

  private times(plan: Plan): TemplateResult {
    const [when, who] =
      this.force && plan.published_at
        ? [plan.published_at, plan.approved_by ? say.approved(plan.approved_by) : '']
        : plan.state === 'submitted' && plan.submitted_at
          ? [plan.submitted_at, say.submitted(plan.submitted_by ?? '')]
          : [touched(plan), plan.edited_by ?? plan.created_by];
    return html`<span class="figures">${moment(when)}</span
      ><span class="hint" title=${who}>${who}</span>`;
  }

  private menu(plan: Plan): TemplateResult {
    const planner = holds(plan.jurisdiction, 'planner');
    const staff = planner || holds(plan.jurisdiction, 'auditor', 'publisher');
    return html`<wg-menu label=${say.more(plan.name)} compact>
      <span slot="face">${icon(more)}</span>
      ${
        planner
          ? html`<button @click=${() => branch(plan)}>${icon(branchIcon)} ${say.branch()}</button>
            <button @click=${() => propose(plan.dataset, { closeTo: plan.id })}>
              ${icon(sparkles)} ${say.propose()}
            </button>`
          : nothing
      }
      <button @click=${() => compare(plan, this.all)}>
        ${icon(compareIcon)} ${say.compare()}
      </button>
      ${
        staff
          ? html`<hr />
            ${KINDS.map(
              ([format, name]) => html`<a
                href="/api/v1/plans/${plan.id}/export?format=${format}"
                download
                >${icon(download)} ${say.exported(name)}</a
              >`,
            )}`
          : nothing
      }
    </wg-menu>`;
  }
}
