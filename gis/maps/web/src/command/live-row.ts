/** One ticket in a list: what it is, how it stands, whether it presses. */
import { html, type TemplateResult } from 'lit';
import { ago, until } from '../tickets/times.ts';
import type { Brief } from '../tickets/types.ts';
import {
  categoryName,
  channelName,
  classIcon,
  colourIcon,
  colourName,
  stageIcon,
  stageName,
} from '../tickets/words.ts';
import { icon } from '../ui/icon.ts';
import { dictionary } from '../ui/words.ts';

const say = dictionary({
  nowhere: ['无位置', 'no place'],
  escalated: (times: number) => [`升级 ${times} 次`, `escalated ${times}×`],
});
/** Digits of a grid's code that tell it apart in its community. */
const OWN_DIGITS = 3;

/** The cells of a row. */
export function ticketCells(one: Brief, now: number): TemplateResult {
  const facts = [
    ago(one.reported_at, now),
    one.grid ? one.grid.slice(-OWN_DIGITS) : say.nowhere(),
    one.unit ?? channelName(one.channel),
    one.escalated > 0 ? say.escalated(one.escalated) : '',
  ];
  return html`${icon(classIcon(one.code), 18)}
    <span class="name" title=${categoryName(one)}>${categoryName(one)}</span>
    ${pressing(one, now)}
    <span class="facts">${facts.filter(Boolean).join(' · ')}</span>
    <span class="stage">${icon(stageIcon(one.stage), 13)}${stageName(one.stage)}</span>`;
}

/** Colour, sign and words of how urgent it is. */
function pressing(one: Brief, now: number): TemplateResult {
  const { colour } = one;
  if (!colour) {
    return html`<span class="late"></span>`;
  }
  const words = one.due_at ? until(one.due_at, now) : colourName(colour);
  return html`<span class="late ${colour}" title=${colourName(colour)}
    >${icon(colourIcon(colour), 13)}${words}</span
  >`;
}
