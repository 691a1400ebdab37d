/** One sheet of paper: title, map, counts, micro-grids, the four sides, legend, approval number. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { barriersOf, inkOf } from '../map/palette.ts';
import {
  categoryTold,
  nameOf,
  people,
  reasonTold,
  shortCode,
  standing,
  standingTold,
} from '../plan/standing.ts';
import type { Microgrid } from '../plan/types.ts';
import { dictionary, either, figure, locale } from '../ui/words.ts';
import type { Sheet, Whole } from './data.ts';
import { drawing } from './draw.ts';

const say = dictionary({
  title: ['网格图幅', 'Grid sheet'],
  approval: ['审批编号', 'Approval no.'],
  code: ['网格编码', 'Code'],
  kind: ['类型', 'Kind'],
  base: ['基础网格', 'Base grid'],
  dedicated: (category: string) => [`专属网格（${category}）`, `Dedicated (${category})`],
  households: ['户数', 'Households'],
  residents: ['人口', 'Residents'],
  buildings: ['楼栋', 'Buildings'],
  band: ['户数区间', 'Band'],
  post: ['责任岗位', 'Post'],
  microgrids: ['微网格', 'Micro-grids'],
  number: ['编号', 'No.'],
  floors: ['楼层', 'Floors'],
  total: ['合计', 'Total'],
  more: (count: string) => [`另有 ${count} 个，见台账。`, `${count} more; see the ledger.`],
  borders: ['四至', 'Boundaries'],
  around: ['相邻网格', 'Neighbours'],
  legend: ['图例', 'Legend'],
  own: ['本网格', 'This grid'],
  other: ['其他网格', 'Other grids'],
  micro: ['微网格界', 'Micro-grids'],
  road: ['道路', 'Road'],
  river: ['河流', 'River'],
  rail: ['铁路', 'Railway'],
  wall: ['围墙', 'Wall'],
  building: ['楼栋', 'Building'],
  draft: ['草案，未生效', 'Draft, not in force'],
  submitted: ['待审批，未生效', 'Submitted, not in force'],
  published: ['现行', 'In force'],
  superseded: ['已替代', 'Superseded'],
  plan: (name: string, number: number, version: number) => [
    `${name}（方案 ${number}，版本 ${version}）`,
    `${name} (plan ${number}, version ${version})`,
  ],
  printed: (date: string) => [`制图日期 ${date}`, `Printed ${date}`],
  page: (page: number, of: number) => [`第 ${page} 页，共 ${of} 页`, `Page ${page} of ${of}`],
});
const ink = inkOf('light');
const barriers = barriersOf('light');
/** Rows of micro-grids that a sheet has room for. */
const ROWS = { portrait: 24, landscape: 16 };

export type Turn = 'portrait' | 'landscape';
/** Size of the map in millimetres; the rest of A4 is for words. */
export const MAPS: Record<Turn, readonly [width: number, height: number]> = {
  portrait: [186, 150],
  landscape: [172, 158],
};

export function paper(
  sheet: Sheet,
  whole: Whole,
  turn: Turn,
  page: number,
  pages: number,
): TemplateResult {
  const { grid } = sheet;
  const name = nameOf(grid);
  const community = whole.communities.get(grid.community) ?? grid.community;
  return html`<article class="paper ${turn}" aria-label=${name}>
    <header>
      <div>
        <p class="place">${whole.place} · ${community}</p>
        <h1><span class="code">${shortCode(grid.code, grid.community)}</span> ${name}</h1>
      </div>
      <p class="approval">${say.approval()}<span class="blank"></span></p>
    </header>
    <figure>${drawing(sheet, whole, `sheet-${grid.id}`)}</figure>
    <div class="words">
      ${facts(sheet, whole)}
      <section class="micro">
        <h2>${say.microgrids()}</h2>
        ${microgrids(sheet, turn)}
      </section>
      <section class="borders">
        <h2>${say.borders()}</h2>
        <p>${sheet.borders ? either(sheet.borders) : '—'}</p>
      </section>
      ${legend()}
    </div>
    <footer>
      <span>${say.plan(whole.plan.name, whole.plan.id, whole.plan.version)} · ${say[whole.plan.state]()}</span>
      <span>
        ${say.printed(new Intl.DateTimeFormat(locale.get(), { dateStyle: 'medium' }).format(new Date()))}
        · ${say.page(page, pages)}
      </span>
    </footer>
  </article>`;
}

function facts({ grid }: Sheet, { rules }: Whole): TemplateResult {
  const which = standing(grid, rules);
  const kind = grid.category ? say.dedicated(categoryTold(grid.category)) : say.base();
  const reason = grid.reason && which === 'excused' ? reasonTold(grid.reason) : '';
  const band = `${rules.band.lower}–${rules.band.upper} · `;
  const stands = `${which === 'dedicated' ? '' : band}${standingTold(which)}`;
  return html`<dl class="facts">
    <dt>${say.code()}</dt><dd class="code">${grid.code}</dd>
    <dt>${say.kind()}</dt><dd>${kind}</dd>
    <dt>${say.households()}</dt><dd>${people(grid, 'households')}</dd>
    <dt>${say.residents()}</dt><dd>${people(grid, 'residents')}</dd>
    <dt>${say.buildings()}</dt><dd>${figure(grid.buildings)}</dd>
    <dt>${say.band()}</dt>
    <dd>${stands}${reason ? html`<br />${reason}` : nothing}</dd>
    <dt>${say.post()}</dt><dd>${grid.post || html`<span class="blank"></span>`}</dd>
  </dl>`;
}

function microgrids({ microgrids: all, grid }: Sheet, turn: Turn): TemplateResult {
  const shown = all.slice(0, ROWS[turn]).map((one) => one.of);
  const halves =
    shown.length > 8
      ? [shown.slice(0, Math.ceil(shown.length / 2)), shown.slice(Math.ceil(shown.length / 2))]
      : [shown];
  const left = all.length - shown.length;
  return html`<div class="tables">
      ${halves.map(
        (rows, at) => html`<table>
          <thead>
            <tr>
              <th>${say.number()}</th>
              <th>${say.floors()}</th>
              <th class="number">${say.households()}</th>
              <th class="number">${say.residents()}</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map(row)}
            ${
              at === halves.length - 1 && left === 0
                ? html`<tr class="total">
                    <td colspan="2">${say.total()}</td>
                    <td class="number">${people(grid, 'households')}</td>
                    <td class="number">${people(grid, 'residents')}</td>
                  </tr>`
                : nothing
            }
          </tbody>
        </table>`,
      )}
    </div>
    ${left > 0 ? html`<p class="more">${say.more(figure(left))}</p>` : nothing}`;
}

function row(one: Microgrid): TemplateResult {
  const { floor_from: from, floor_to: to } = one;
  const floors = from === null ? '' : from === to ? String(from) : `${from}–${to}`;
  return html`<tr>
    <td class="code">${one.code.slice(-2)}</td>
    <td>${floors}</td>
    <td class="number">${people(one, 'households')}</td>
    <td class="number">${people(one, 'residents')}</td>
  </tr>`;
}

function legend(): TemplateResult {
  const sign = (drawn: unknown, words: string) =>
    html`<li><svg viewBox="0 0 10 4" aria-hidden="true">${drawn}</svg>${words}</li>`;
  const line = (kind: string) => svg`<path class="line ${kind}" d="M0 2H10"></path>`;
  const barrier = (name: string, width: number) => {
    const look = barriers[name];
    return svg`
      <path class="line" d="M0 2H10" stroke=${look?.casing || 'none'} stroke-width=${width + 0.35}></path>
      <path class="line" d="M0 2H10" stroke=${look?.color ?? ink.muted} stroke-width=${width}
        stroke-dasharray=${look?.dash.length ? '1.3 1.3' : nothing}></path>`;
  };
  return html`<section class="legend">
    <h2>${say.legend()}</h2>
    <ul>
      ${sign(line('own'), say.own())} ${sign(line('neighbour'), say.other())}
      ${sign(line('microgrid'), say.micro())} ${sign(barrier('secondary', 1.4), say.road())}
      ${sign(barrier('river', 1.8), say.river())} ${sign(barrier('rail', 1), say.rail())}
      ${sign(barrier('wall', 0.3), say.wall())}
      ${sign(svg`<rect class="building" x="2" y="0.5" width="6" height="3"></rect>`, say.building())}
    </ul>
  </section>`;
}
