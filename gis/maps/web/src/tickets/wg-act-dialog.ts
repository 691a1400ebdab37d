/** Do something to a ticket: why, for which desk, until when, with a photo. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import add from 'lucide-static/icons/plus.svg?raw';
import remove from 'lucide-static/icons/x.svg?raw';
import { present } from '../ui/dialogs.ts';
import { FormDialog } from '../ui/form-dialog.ts';
import { icon } from '../ui/icon.ts';
import { dictionary } from '../ui/words.ts';
import { desksFor, explained, fieldOf, inChina, pictured } from './acting.ts';
import { attach, transition, type Wish } from './requests.ts';
import type { Act, Detail } from './types.ts';
import './wg-photo-field.ts';
import { actName, categoryName } from './words.ts';

const say = dictionary({
  title: (act: string, name: string) => [`${act}：${name}`, `${act}: ${name}`],
  why: ['说明', 'Why'],
  found: ['情况说明', 'What was found or done'],
  optional: ['可不填', 'optional'],
  desks: ['承办部门', 'Desks'],
  desk: (number: number) => [`承办部门 ${number}`, `Desk ${number}`],
  leads: ['牵头', 'leads'],
  own: ['不填则交给该类别的默认部门', 'Without any: the desk of the category'],
  add: ['再加一个部门（一事双报）', 'One more desk'],
  less: ['去掉', 'Take away'],
  inName: ['以哪个部门的名义', 'In the name of'],
  all: ['各部门均已办结', 'All desks are done'],
  forAll: (unit: string) => [`牵头部门 ${unit} 代为办结`, `${unit} speaks for all`],
  until: ['延期至', 'Put off until'],
  photo: ['照片', 'Photo'],
});
const MOST_DESKS = 10;
const DAY_MS = 86_400_000;

/** Ask what an act needs, do it, and go on with the ticket as it then is. */
export function doAct(ticket: Detail, act: Act, units: readonly string[], done: Done): void {
  present(Object.assign(new WgActDialog(), { ticket, act, known: units, done }));
}

type Done = (ticket: Detail) => void;

@customElement('wg-act-dialog')
export class WgActDialog extends FormDialog {
  static override styles = [
    FormDialog.styles,
    css`
      textarea {
        min-height: 76px;
        resize: vertical;
      }
      fieldset {
        display: grid;
        gap: 6px;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0 0 4px;
        font-weight: 550;
      }
      .desk {
        display: flex;
        gap: 8px;
        align-items: center;
      }
      .desk > input {
        flex: 1;
      }
      .desk .inline {
        flex: none;
      }
      .more {
        justify-self: start;
      }
    `,
  ];

  ticket!: Detail;
  act!: Act;
  /** Desks that are known, for those who write one. */
  known: readonly string[] = [];
  done!: Done;
  @state() private units: readonly string[] = [''];
  @state() private lead = 0;
  @state() private photo: Blob | null = null;
  private attached: Blob | null = null;

  protected heading(): string {
    return say.title(actName(this.act), categoryName(this.ticket));
  }

  protected doIt(): string {
    return actName(this.act);
  }

  protected override tone(): 'primary' | 'danger' {
    return this.act === 'return' ? 'danger' : 'primary';
  }

  protected body(): TemplateResult {
    const must = explained(this.act, this.ticket);
    return html`
      ${this.act === 'assign' ? this.desks() : this.inName()}
      ${this.act === 'defer' ? this.until() : nothing}
      <label
        >${must ? say.why() : html`<span>${say.found()} <span class="hint">${say.optional()}</span></span>`}
        <textarea name="note" rows="3" maxlength="2000" ?required=${must} autofocus></textarea>
      </label>
      ${
        pictured(this.act)
          ? html`<fieldset>
              <legend>${say.photo()} <span class="hint">${say.optional()}</span></legend>
              <wg-photo-field
                .photo=${this.photo}
                @photo=${(event: CustomEvent<Blob | null>) => (this.photo = event.detail)}
              ></wg-photo-field>
            </fieldset>`
          : nothing
      }
    `;
  }

  protected async send(): Promise<void> {
    const form = new FormData(this.dialog.querySelector('form') ?? undefined);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const { id } = this.ticket;
    // One that fails afterwards and is tried again brings the photo only once.
    if (this.photo && this.photo !== this.attached) {
      await attach(id, this.photo);
      this.attached = this.photo;
    }
    const units = this.units.map((unit) => unit.trim());
    const lead = units[this.lead];
    const given = units.filter(Boolean);
    const wish: Wish = {
      act: this.act,
      ...(text('note') ? { note: text('note') } : {}),
      ...(text('unit') ? { unit: text('unit') } : {}),
      ...(text('due_at') ? { due_at: inChina(text('due_at')) } : {}),
      ...(this.act === 'assign' && given.length > 0 ? { units: given } : {}),
      ...(this.act === 'assign' && lead ? { lead } : {}),
    };
    const after = await transition(id, wish);
    this.dialog.close();
    this.done(after);
  }

  private desks(): TemplateResult {
    return html`<fieldset>
      <legend>${say.desks()}</legend>
      ${this.units.map((unit, at) => this.desk(unit, at))}
      <p class="hint">${say.own()}</p>
      <button
        type="button"
        class="more"
        ?disabled=${this.units.length >= MOST_DESKS}
        @click=${() => (this.units = [...this.units, ''])}
      >
        ${icon(add, 16)}${say.add()}
      </button>
      <datalist id="known">${this.known.map((one) => html`<option value=${one}></option>`)}</datalist>
    </fieldset>`;
  }

  private desk(unit: string, at: number): TemplateResult {
    const several = this.units.length > 1;
    return html`<div class="desk">
      <input
        list="known"
        maxlength="100"
        aria-label=${say.desk(at + 1)}
        .value=${unit}
        @input=${(event: InputEvent) => {
          const { value } = event.target as HTMLInputElement;
          this.units = this.units.with(at, value);
        }}
      />
      ${
        several
          ? html`<label class="inline">
                <input
                  type="radio"
                  name="leads"
                  .checked=${at === this.lead}
                  @change=${() => (this.lead = at)}
                />${say.leads()}
              </label>
              <button
                type="button"
                class="plain icon"
                title=${say.less()}
                aria-label=${say.less()}
                @click=${() => {
                  this.units = this.units.toSpliced(at, 1);
                  this.lead = 0;
                }}
              >
                ${icon(remove, 16)}
              </button>`
          : nothing
      }
    </div>`;
  }

  private inName(): TemplateResult | typeof nothing {
    const choices = desksFor(this.act, this.ticket);
    if (choices.length === 0) {
      return nothing;
    }
    return html`<label
      >${say.inName()}
      <select name="unit">
        ${choices.map((unit) => html`<option value=${unit}>${this.act === 'close' ? say.forAll(unit) : unit}</option>`)}
        ${this.act === 'close' ? html`<option value="">${say.all()}</option>` : nothing}
      </select>
    </label>`;
  }

  private until(): TemplateResult {
    const before = Math.max(Date.now(), new Date(this.ticket.due_at ?? 0).getTime());
    return html`<label
      >${say.until()}
      <input
        name="due_at"
        type="datetime-local"
        min=${fieldOf(new Date(before))}
        value=${fieldOf(new Date(before + DAY_MS))}
        required
      />
    </label>`;
  }
}
