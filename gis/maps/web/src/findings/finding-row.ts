/** A finding in the queue: what is wrong and, where it is the chosen one, what can be done. */
import { html, nothing, type TemplateResult } from 'lit';
import wrong from 'lucide-static/icons/circle-x.svg?raw';
import clock from 'lucide-static/icons/clock.svg?raw';
import info from 'lucide-static/icons/info.svg?raw';
import shield from 'lucide-static/icons/shield-check.svg?raw';
import warning from 'lucide-static/icons/triangle-alert.svg?raw';
import wand from 'lucide-static/icons/wand-sparkles.svg?raw';
import { icon } from '../ui/icon.ts';
import { either, moment } from '../ui/words.ts';
import { board, current, filter } from './board.ts';
import type { Finding } from './queue.ts';
import { remedy, type Subject } from './remedy.ts';
import { ruleName, type Severity, severityName } from './rules.ts';
import './wg-remedy.ts';
import { say } from './words.ts';

/** What a row calls; null where the user may not. */
export interface Acts {
  readonly show: (one: Finding | null) => void;
  readonly fix: ((one: Finding) => void) | null;
  readonly put: (one: Finding) => void;
  readonly except: ((one: Finding) => void) | null;
  readonly end: ((exception: number) => void) | null;
  readonly applied: (one: Finding, subject: Subject) => void;
}

const SIGNS: Readonly<Record<Severity, string>> = { error: wrong, warning, info };

/** Whether somebody has to do something about it. */
export function isOpen(one: Finding): boolean {
  return one.severity !== 'info' && !one.accepted;
}

export function row(one: Finding, acts: Acts): TemplateResult {
  const chosen = one.id === current.get();
  const units = one.units.filter((code) => /^\d{13,}$/.test(code)).map((code) => code.slice(12));
  return html`<li id=${`f-${one.id}`} class=${chosen ? 'current' : ''}>
    <button
      class="plain what"
      aria-expanded=${String(chosen)}
      @click=${() => acts.show(chosen ? null : one)}
    >
      <span class="sign ${one.severity}-sign" title=${severityName(one.severity)}
        >${icon(SIGNS[one.severity], 18)}<span class="visually-hidden">${severityName(one.severity)}</span></span
      >
      <span class="title"
        >${ruleName(one.rule)}<span class="hint code">${units.slice(0, 4).join(' ')}</span></span
      >
      <span class="message">${either(one)}</span>
    </button>
    ${chosen ? below(one, acts) : nothing}
  </li>`;
}

function below(one: Finding, acts: Acts): TemplateResult {
  const exception = board.get().exceptions.get(one.id);
  const { end } = acts;
  return html`
    ${
      exception
        ? html`<div class="accepted">
            <span>${exception.reason}</span>
            <span class="hint">${say.until(moment(exception.expires_at), exception.created_by)}</span>
          </div>`
        : nothing
    }
    <div class="acts">
      ${buttons(one, acts)}
      ${
        exception && end
          ? html`<button @click=${() => end(exception.id)}>${say.end()}</button>`
          : nothing
      }
    </div>
    ${
      isAbout(one)
        ? html`<wg-remedy
            @applied=${(event: CustomEvent<Subject>) => acts.applied(one, event.detail)}
          ></wg-remedy>`
        : nothing
    }
  `;
}

function buttons(one: Finding, { fix, put, except }: Acts): TemplateResult {
  const open = isOpen(one);
  return html`${
    !one.accepted && fix
      ? html`<button class="primary" @click=${() => fix(one)}>
          ${icon(wand, 15)}${say.fix()} <kbd>F</kbd>
        </button>`
      : nothing
  }
  ${
    open
      ? html`<button @click=${() => put(one)}>
          ${icon(clock, 15)}${filter.get().tray === 'later' ? say.takeUp() : say.putOff()} <kbd>T</kbd>
        </button>`
      : nothing
  }
  ${
    open && except
      ? html`<button @click=${() => except(one)}>
          ${icon(shield, 15)}${say.except()} <kbd>X</kbd>
        </button>`
      : nothing
  }`;
}

function isAbout(one: Finding): boolean {
  const subject = remedy.get()?.subject;
  return subject !== undefined && 'finding' in subject && subject.finding === one.id;
}
