/** Which keys do what. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import close from 'lucide-static/icons/x.svg?raw';
import { GROUPS, type Group, shortcuts } from '../edit/shortcuts.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, either } from '../ui/words.ts';
import { COMMAND, GENERAL } from './keys.ts';
import { route } from './route.ts';

const say = dictionary({
  title: ['键盘与鼠标', 'Keyboard and mouse'],
  general: ['通用', 'Everywhere'],
  command: ['指挥中心', 'Command centre'],
  close: ['关闭', 'Close'],
  or: ['或', 'or'],
});

@customElement('wg-help-dialog')
export class WgHelpDialog extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      dialog {
        width: min(920px, calc(100vw - 32px));
      }
      dialog > .body {
        display: block;
        max-height: calc(100dvh - 120px);
        columns: 2 340px;
        column-gap: 40px;
      }
      section {
        margin-bottom: 20px;
        break-inside: avoid;
      }
      h3 {
        margin-bottom: 4px;
        color: var(--muted);
        font-size: var(--small);
      }
      dl {
        display: grid;
        grid-template-columns: 184px minmax(0, 1fr);
        margin: 0;
      }
      dt,
      dd {
        margin: 0;
        padding: 5px 0;
        border-bottom: 1px solid var(--line);
      }
      dt {
        padding-inline-end: 16px;
        color: var(--muted);
        font-size: var(--small);
      }
      .way {
        white-space: nowrap;
      }
      kbd {
        color: var(--ink);
      }
    `,
  ];

  @query('dialog') private dialog!: HTMLDialogElement;

  show(): void {
    if (!this.dialog.open) {
      this.dialog.showModal();
    }
  }

  override render(): TemplateResult {
    return html`<dialog aria-labelledby="title">
      <header>
        <h2 id="title">${say.title()}</h2>
        <button class="plain icon" aria-label=${say.close()} @click=${() => this.dialog.close()}>
          ${icon(close)}
        </button>
      </header>
      <div class="body" tabindex="0">
        <section>
          <h3>${say.general()}</h3>
          <dl>${GENERAL.map(({ keys, said }) => line(keys, either(said)))}</dl>
        </section>
        ${route.get().page === 'command' ? commanding() : editing()}
      </div>
    </dialog>`;
  }
}

function commanding(): TemplateResult {
  return html`<section>
    <h3>${say.command()}</h3>
    <dl>${COMMAND.map(({ keys, said }) => line(keys, either(said)))}</dl>
  </section>`;
}

function editing(): TemplateResult[] {
  return (Object.keys(GROUPS) as Group[]).map((group) => {
    const own = shortcuts.filter((one) => one.group === group);
    return html`<section>
      <h3>${either(GROUPS[group])}</h3>
      <dl>${own.map((one) => line(one.keys, either(one)))}</dl>
    </section>`;
  });
}

function line(keys: readonly string[], said: string): TemplateResult {
  return html`<dt>
      ${keys.map(
        (one, at) =>
          html`${at > 0 ? html` ${say.or()} ` : ''}<span class="way"
              >${one
                .split(/(?<=.)\+(?=.)/)
                .map((key, of) => html`${of > 0 ? '+' : ''}<kbd>${key}</kbd>`)}</span
            >`,
      )}
    </dt>
    <dd>${said}</dd>`;
}
