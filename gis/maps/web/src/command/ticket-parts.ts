/** Parts of the drawer of a ticket. */
import { html, nothing, type TemplateResult } from 'lit';
import raised from 'lucide-static/icons/arrow-up-narrow-wide.svg?raw';
import doubt from 'lucide-static/icons/map-pin-off.svg?raw';
import { photoAddress } from '../tickets/requests.ts';
import { ago, clock, until } from '../tickets/times.ts';
import type { Desk, Detail, Step } from '../tickets/types.ts';
import {
  actIcon,
  actName,
  channelIcon,
  channelName,
  colourIcon,
  colourName,
  colourTone,
  postName,
  stageIcon,
  stageName,
  trustName,
} from '../tickets/words.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, figure } from '../ui/words.ts';

const say = dictionary({
  reported: ['上报', 'Reported'],
  due: ['办结时限', 'Due'],
  stage: ['本环节', 'This stage'],
  closed: ['结案', 'Closed'],
  channel: ['来源', 'From'],
  unit: ['牵头部门', 'Leading desk'],
  grid: ['网格', 'Grid'],
  microgrid: ['微网格', 'Micro-grid'],
  address: ['地址', 'Address'],
  place: ['坐标', 'Place'],
  given: ['原始坐标', 'As given'],
  external: ['外部编号', 'Id there'],
  desks: ['承办部门', 'Desks'],
  leads: ['牵头', 'leads'],
  open: ['办理中', 'at work'],
  done: ['已办结', 'done'],
  returned: ['已退回', 'gave it back'],
  steps: ['办理过程', 'What happened'],
  photos: ['照片', 'Photos'],
  photo: (number: number) => [`照片 ${number}`, `Photo ${number}`],
  escalated: (times: number) => [`已升级 ${times} 次`, `Escalated ${times}×`],
  deferred: ['已延期', 'Put off'],
  only: ['只看这个网格', 'Look at this grid'],
});
const STATES: Record<Desk['state'], { readonly tone: string; readonly name: () => string }> = {
  open: { tone: 'low', name: say.open },
  done: { tone: 'good', name: say.done },
  returned: { tone: 'high', name: say.returned },
};

/** Where it stands, and what presses. */
export function badges(one: Detail, now: number): TemplateResult {
  const { colour } = one;
  return html`<div class="badges">
    ${
      colour
        ? html`<span class="badge ${colourTone(colour)}"
            >${icon(colourIcon(colour), 14)}${one.due_at ? until(one.due_at, now) : colourName(colour)}</span
          >`
        : nothing
    }
    <span class="badge">${icon(stageIcon(one.stage), 14)}${stageName(one.stage)}</span>
    <span class="badge">${icon(channelIcon(one.channel), 14)}${channelName(one.channel)}</span>
    ${one.escalated > 0 ? html`<span class="badge danger">${icon(raised, 14)}${say.escalated(one.escalated)}</span>` : nothing}
    ${one.deferred ? html`<span class="badge notice">${say.deferred()}</span>` : nothing}
    ${one.position === 'good' ? nothing : html`<span class="badge high">${icon(doubt, 14)}${trustName(one.position)}</span>`}
  </div>`;
}

export function facts(one: Detail, now: number, choose: (grid: string) => void): TemplateResult {
  const { grid, given } = one;
  const fact = (name: string, value: unknown) =>
    value ? html`<dt>${name}</dt><dd>${value}</dd>` : nothing;
  const open = one.closed_at === null;
  return html`<dl>
    ${fact(say.reported(), html`${clock(one.reported_at)} <span class="hint">${ago(one.reported_at, now)}</span>`)}
    ${fact(say.due(), one.due_at && clock(one.due_at))}
    ${fact(say.stage(), open && one.stage_due && html`${clock(one.stage_due)} <span class="hint">${until(one.stage_due, now)}</span>`)}
    ${fact(say.closed(), one.closed_at && clock(one.closed_at))}
    ${fact(say.unit(), one.unit)}
    ${fact(
      say.grid(),
      grid &&
        html`<button title=${say.only()} @click=${() => choose(grid)}>
          ${one.grid_name ?? grid} <span class="code hint">${grid.slice(-3)}</span>
        </button>`,
    )}
    ${fact(say.address(), one.address)}
    ${fact(say.place(), one.lon !== null && one.lat !== null && html`<span class="code">${one.lon.toFixed(5)}, ${one.lat.toFixed(5)}</span>`)}
    ${fact(
      say.given(),
      one.position !== 'good' &&
        given.x !== null &&
        given.y !== null &&
        html`<span class="code">${given.x}, ${given.y}</span> ${given.crs}`,
    )}
    ${fact(say.external(), html`<span class="code">${one.source} ${one.external}</span>`)}
  </dl>`;
}

export function photos(one: Detail): TemplateResult | typeof nothing {
  return one.photos.length === 0
    ? nothing
    : html`<div class="photos" role="group" aria-label=${say.photos()} tabindex="0">
        ${one.photos.map((photo, at) => {
          const address = photoAddress(one.id, photo.id);
          return html`<a href=${address} target="_blank" rel="noopener"
            ><img
              src=${address}
              alt=${say.photo(at + 1)}
              width=${Math.round((112 * photo.width) / photo.height)}
              height="112"
              loading="lazy"
          /></a>`;
        })}
      </div>`;
}

export function desks(one: Detail, now: number): TemplateResult | typeof nothing {
  return one.desks.length === 0
    ? nothing
    : html`<section aria-labelledby="desks">
        <h3 id="desks">${say.desks()} <span>${figure(one.desks.length)}</span></h3>
        <ul>
          ${one.desks.map((desk) => deskLine(desk, now))}
        </ul>
      </section>`;
}

function deskLine(desk: Desk, now: number): TemplateResult {
  const { tone, name } = STATES[desk.state];
  const when = desk.ended_at ? clock(desk.ended_at) : desk.due_at ? until(desk.due_at, now) : '';
  return html`<li class="desk">
    <span class="name" title=${desk.unit}>${desk.unit}</span>
    ${desk.lead ? html`<span class="badge notice">${say.leads()}</span>` : nothing}
    <span class="badge ${tone}">${name()}</span>
    <span class="hint figures">${when}</span>
  </li>`;
}

/** What happened, the newest at the end. */
export function steps(one: Detail, now: number): TemplateResult {
  return html`<section aria-labelledby="steps">
    <h3 id="steps">${say.steps()} <span>${figure(one.steps.length)}</span></h3>
    <ol class="steps">
      ${one.steps.map((step) => stepLine(step, now))}
    </ol>
  </section>`;
}

function stepLine(step: Step, now: number): TemplateResult {
  const post = step.post === 'none' ? '' : postName(step.post);
  const more = [post, step.unit].filter(Boolean).join(' → ');
  return html`<li>
    ${icon(actIcon(step.act), 24)}
    <span class="what">${actName(step.act)}</span>
    <time datetime=${step.at} title=${ago(step.at, now)}>${clock(step.at)}</time>
    ${more ? html`<span class="more hint">${more}</span>` : nothing}
    ${step.note ? html`<span class="more">${step.note}</span>` : nothing}
  </li>`;
}
