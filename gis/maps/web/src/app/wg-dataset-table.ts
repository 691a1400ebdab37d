/** Imported towns in rows. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { holds } from '../api/session.ts';
import { controls } from '../ui/controls.ts';
import { dictionary, figure, moment } from '../ui/words.ts';
import type { Dataset } from './plans.ts';
import { propose } from './propose.ts';
import { framedTable } from './table-styles.ts';

const say = dictionary({
  caption: ['数据集', 'Datasets'],
  name: ['名称', 'Name'],
  version: (number: number) => [`第 ${number} 版`, `version ${number}`],
  code: ['辖区代码', 'Jurisdiction'],
  communities: ['社区', 'Communities'],
  buildings: ['楼栋', 'Buildings'],
  households: ['户数', 'Households'],
  imported: ['导入时间', 'Imported'],
  actions: ['操作', 'Actions'],
  propose: ['生成方案', 'Propose'],
});
const COUNTED = ['communities', 'buildings', 'households'] as const;

@customElement('wg-dataset-table')
export class WgDatasetTable extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    framedTable,
    css`
      th:last-child,
      td:last-child {
        text-align: end;
      }
      td.name {
        overflow: hidden;
        font-weight: 600;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .code {
        width: 128px;
      }
      th.code {
        font-family: inherit;
        font-size: var(--small);
      }
      .number {
        width: 112px;
      }
      .time {
        width: 200px;
        padding-inline-start: 24px;
      }
      td.time {
        padding-block: 4px;
        line-height: 1.35;
      }
      td.time .hint {
        display: block;
      }
      .actions {
        width: 128px;
      }
      @media (width <= 1100px) {
        .code {
          width: 104px;
        }
        .time {
          width: 184px;
          padding-inline-start: 16px;
        }
        .actions {
          width: 112px;
        }
      }
    `,
  ];

  @property({ attribute: false }) datasets: readonly Dataset[] = [];

  override render(): TemplateResult {
    return html`<table>
      <caption class="visually-hidden">
        ${say.caption()}
      </caption>
      <thead>
        <tr>
          <th scope="col">${say.name()}</th>
          <th class="code" scope="col">${say.code()}</th>
          ${COUNTED.map((one) => html`<th class="number" scope="col">${say[one]()}</th>`)}
          <th class="time" scope="col">${say.imported()}</th>
          <th class="actions" scope="col">
            <span class="visually-hidden">${say.actions()}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        ${this.datasets.map(
          (dataset) => html`<tr>
            <td class="name" title=${dataset.name}>
              ${dataset.name}
              ${
                dataset.version > 1
                  ? html`<span class="hint">${say.version(dataset.version)}</span>`
                  : nothing
              }
            </td>
            <td class="code">${dataset.jurisdiction}</td>
            ${COUNTED.map(
              (one) => html`<td class="number">${figure(dataset.totals[one] ?? 0)}</td>`,
            )}
            <td class="time">
              <span class="figures">${moment(dataset.created_at)}</span>
              <span class="hint">${dataset.created_by}</span>
            </td>
            <td class="actions">
              ${
                holds(dataset.jurisdiction, 'planner')
                  ? html`<button @click=${() => propose(dataset.id)}>${say.propose()}</button>`
                  : nothing
              }
            </td>
          </tr>`,
        )}
      </tbody>
    </table>`;
  }
}
