/** What was imported, and what one would do next: propose grids. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import done from 'lucide-static/icons/circle-check.svg?raw';
import { propose } from '../app/propose.ts';
import { follow, format } from '../app/route.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, figure } from '../ui/words.ts';
import type { Imported } from './flow.ts';
import { columnName, isRole, ROLES, roleName } from './names.ts';

const say = dictionary({
  done: (name: string) => [`已导入“${name}”`, `"${name}" is imported`],
  version: (number: string) => [`第 ${number} 版`, `version ${number}`],
  existing: [
    '与已有数据完全相同，沿用原有版本。',
    'These are the same data as before; the version that was there is used.',
  ],
  next: [
    '下一步：按户数区间生成网格方案，再到地图上调整。',
    'Next: propose grids within the band of households, then adjust them on the map.',
  ],
  propose: ['生成方案', 'Propose grids'],
  plans: ['返回方案列表', 'To the list of plans'],
  again: ['再导入一份', 'Import another'],
  atoms: ['基本单元', 'Atoms'],
  notices: (count: string) => [`导入时的说明（${count}）`, `Notes of the import (${count})`],
});

@customElement('wg-imported')
export class WgImported extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      section {
        display: grid;
        gap: 20px;
        padding: 28px;
        border: 1px solid var(--line);
        border-radius: 10px;
        background: var(--card);
      }
      h1 {
        display: flex;
        gap: 10px;
        align-items: center;
        overflow-wrap: anywhere;
      }
      h1:focus-visible {
        outline: none;
      }
      h1 svg {
        flex: none;
        color: var(--good);
      }
      h1 .badge {
        font-weight: 400;
      }
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(120px, 1fr));
        gap: 12px 24px;
        margin: 0;
      }
      dt {
        color: var(--muted);
        font-size: var(--small);
      }
      dd {
        margin: 0;
        font-size: 18px;
        font-weight: 600;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      details ul {
        max-height: 30vh;
        overflow: auto;
      }
      summary {
        cursor: pointer;
      }
    `,
  ];

  @property({ attribute: false }) imported: Imported | null = null;

  override render(): TemplateResult | typeof nothing {
    const { imported } = this;
    if (!imported) {
      return nothing;
    }
    const counts = [...ROLES, 'households', 'residents', 'atoms'].flatMap((name) => {
      const count = imported.counts[name] ?? 0;
      return count > 0 ? [[name, count] as const] : [];
    });
    const { notices } = imported;
    return html`<section>
      <h1 tabindex="-1">
        ${icon(done, 26)} ${say.done(imported.name)}
        <span class="badge">${say.version(figure(imported.version))}</span>
      </h1>
      ${imported.existing ? html`<p>${say.existing()}</p>` : nothing}
      <dl>
        ${counts.map(
          ([name, count]) => html`<div>
            <dt>${countName(name)}</dt>
            <dd class="figures">${figure(count)}</dd>
          </div>`,
        )}
      </dl>
      <p>${say.next()}</p>
      <div class="actions">
        <button class="primary" @click=${() => void propose(imported.dataset)}>${say.propose()}</button>
        <a class="button" href=${format({ page: 'plans' })} @click=${follow}>${say.plans()}</a>
        <button class="plain" @click=${() => this.dispatchEvent(new CustomEvent('again'))}>
          ${say.again()}
        </button>
      </div>
      ${
        notices.length > 0
          ? html`<details>
              <summary>${say.notices(figure(notices.length))}</summary>
              <ul>
                ${notices.map((one) => html`<li lang="en">${one}</li>`)}
              </ul>
            </details>`
          : nothing
      }
    </section>`;
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('h1')?.focus();
  }
}

function countName(name: string): string {
  return name === 'atoms' ? say.atoms() : isRole(name) ? roleName(name) : columnName(name);
}
