/** Rows of the table of grids as they are drawn. */
import { html, nothing, type TemplateResult } from 'lit';
import down from 'lucide-static/icons/chevron-down.svg?raw';
import right from 'lucide-static/icons/chevron-right.svg?raw';
import dedicated from 'lucide-static/icons/landmark.svg?raw';
import lock from 'lucide-static/icons/lock.svg?raw';
import { categoryTold, nameOf, people, reasonTold, shortCode } from '../plan/standing.ts';
import type { Grid, Microgrid, Rules } from '../plan/types.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, figure } from '../ui/words.ts';
import { standingIcon } from './marks.ts';
import { COLUMNS, type Column, type Order, type Row } from './rows.ts';

export const say = dictionary({
  opening: ['正在打开方案……', 'Opening the plan ...'],
  grids: ['网格', 'Grids'],
  filter: ['按编码、名称、社区筛选', 'Filter by code, name or community'],
  none: [
    '没有符合条件的网格。换个词，或清空筛选。',
    'No grid matches. Try another word, or clear the filter.',
  ],
  all: (count: string) => [`共 ${count} 个网格`, `${count} grids`],
  some: (shown: string, all: string) => [`${shown} / ${all} 个网格`, `${shown} of ${all} grids`],
  selected: (count: string) => [`已选 ${count}`, `${count} chosen`],
  keys: ['单击选择，双击或回车定位', 'Click: choose · double-click: go there'],
  code: ['编码', 'Code'],
  name: ['名称', 'Name'],
  households: ['户数', 'Households'],
  residents: ['人口', 'Residents'],
  buildings: ['楼栋', 'Bldgs'],
  kind: ['类型', 'Kind'],
  locked: ['锁定', 'Locked'],
  base: ['基础网格', 'Base grid'],
  dedicated: ['专属网格', 'Dedicated grid'],
  unfold: ['展开', 'Unfold'],
  fold: ['收起', 'Fold'],
  waiting: ['正在读取微网格……', 'Reading the micro-grids ...'],
  microgrid: (code: string) => [`微网格 ${code}`, `Micro-grid ${code}`],
  floors: (from: number, to: number) => [`${from}–${to} 层`, `floors ${from}–${to}`],
  count: (grids: string) => [`${grids} 个网格`, `${grids} grids`],
});

/** The head of the table; each column sorts. */
export function header(order: Order, rules: Rules, sort: (by: Column) => void): TemplateResult {
  const title = (by: Column) => (by === rules.by ? `${rules.band.lower}–${rules.band.upper}` : '');
  return html`<div class="row head" role="row" aria-rowindex="1">
    ${COLUMNS.map((by) => {
      const sorted = order.by === by;
      const direction = order.descending ? 'descending' : 'ascending';
      return html`<span
        role="columnheader"
        class="cell ${by}"
        aria-sort=${sorted ? direction : 'none'}
      >
        <button class="plain" tabindex="-1" title="${say[by]()} ${title(by)}" @click=${() => sort(by)}>
          ${headed(by)}<span class="arrow" aria-hidden="true">${sorted ? (order.descending ? '↓' : '↑') : ''}</span>
        </button>
      </span>`;
    })}
  </div>`;
}

function headed(by: Column): TemplateResult {
  if (by === 'kind' || by === 'locked') {
    const drawing = by === 'kind' ? dedicated : lock;
    return html`${icon(drawing, 14)}<span class="visually-hidden">${say[by]()}</span>`;
  }
  return html`<span>${say[by]()}</span>`;
}

/** What stands in a row. */
export function line(row: Row, rules: Rules): TemplateResult {
  switch (row.type) {
    case 'community':
      return html`<span class="cell wide" role="gridcell" title="${row.name} ${row.code}">
          ${toggle(row.open)}<strong>${row.name}</strong>
          <span class="hint">${say.count(figure(row.grids))}</span>
        </span>
        ${counts(row)}`;
    case 'grid':
      return gridLine(row.grid, row.open, rules);
    case 'microgrid':
      return microgridLine(row.microgrid);
    case 'waiting':
      return html`<span class="cell wide indented hint" role="gridcell">${say.waiting()}</span>`;
  }
}

function gridLine(grid: Grid, open: boolean, rules: Rules): TemplateResult {
  const name = nameOf(grid);
  const kind = grid.category ? categoryTold(grid.category) : say.dedicated();
  return html`
    <span class="cell code" role="gridcell" title=${grid.code}>
      ${toggle(open)}${shortCode(grid.code, grid.community)}
    </span>
    <span class="cell name" role="gridcell" title=${name}>${name}</span>
    <span class="cell households" role="gridcell">
      ${rules.by === 'households' ? standingIcon(grid, rules) : nothing}${people(grid, 'households')}
    </span>
    <span class="cell residents" role="gridcell">
      ${rules.by === 'residents' ? standingIcon(grid, rules) : nothing}${people(grid, 'residents')}
    </span>
    <span class="cell buildings" role="gridcell">${figure(grid.buildings)}</span>
    <span class="cell kind" role="gridcell">
      ${grid.kind === 'dedicated' ? said(dedicated, kind) : hidden(say.base())}
    </span>
    <span class="cell locked" role="gridcell">
      ${grid.locked ? said(lock, say.locked()) : nothing}
    </span>
  `;
}

function microgridLine(one: Microgrid): TemplateResult {
  const floors =
    one.floor_from !== null && one.floor_to !== null
      ? say.floors(one.floor_from, one.floor_to)
      : '';
  const reason = one.reason ? reasonTold(one.reason) : '';
  return html`
    <span class="cell wide indented" role="gridcell" title="${one.code} ${reason}">
      ${say.microgrid(one.code.slice(-2))} <span class="hint">${floors}</span>
    </span>
    <span class="cell households" role="gridcell">${people(one, 'households')}</span>
    <span class="cell residents" role="gridcell">${people(one, 'residents')}</span>
    <span class="cell buildings" role="gridcell"></span>
    <span class="cell kind" role="gridcell"></span>
    <span class="cell locked" role="gridcell"></span>
  `;
}

function counts(row: { households: number; residents: number; buildings: number }): TemplateResult {
  return html`
    <span class="cell households" role="gridcell">${figure(row.households)}</span>
    <span class="cell residents" role="gridcell">${figure(row.residents)}</span>
    <span class="cell buildings" role="gridcell">${figure(row.buildings)}</span>
    <span class="cell kind" role="gridcell"></span>
    <span class="cell locked" role="gridcell"></span>
  `;
}

/** Keys open and close rows too, so that this is for the pointer alone. */
function toggle(open: boolean): TemplateResult {
  return html`<span class="toggle" title=${open ? say.fold() : say.unfold()}
    >${icon(open ? down : right, 14)}</span
  >`;
}

function said(drawing: string, words: string): TemplateResult {
  return html`<span class="mark" title=${words}>${icon(drawing, 14)}${hidden(words)}</span>`;
}

function hidden(words: string): TemplateResult {
  return html`<span class="visually-hidden">${words}</span>`;
}
