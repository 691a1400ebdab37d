/** Which tickets are meant: by category, channel, unit, stage and jurisdiction. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import clear from 'lucide-static/icons/filter-x.svg?raw';
import close from 'lucide-static/icons/x.svg?raw';
import { goCommand } from '../app/route.ts';
import type { Channel, Stage } from '../tickets/types.ts';
import { channelName, stageName } from '../tickets/words.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, figure } from '../ui/words.ts';
import { categories } from './categories.ts';
import { type Branch, branches, toggled } from './category-tree.ts';
import { chipsOf } from './chips.ts';
import type { TallyRow } from './contract.ts';
import { filterStyles } from './filter-styles.ts';
import { openFacets, shownRoute } from './sight.ts';
import { type Facet, facets, figures } from './sources.ts';

const say = dictionary({
  filters: ['筛选', 'Filters'],
  clear: ['全部清除', 'Clear all'],
  remove: (name: string) => [`去掉“${name}”`, `Remove “${name}”`],
  category: ['类别', 'Category'],
  channel: ['渠道', 'Channel'],
  unit: ['责任单位', 'Unit'],
  status: ['状态', 'Stage'],
  jurisdiction: ['辖区', 'Jurisdiction'],
  none: ['没有事件', 'No tickets'],
  unitless: ['未分派', 'Not assigned'],
  all: ['全部', 'All'],
  more: (count: string) => [`另有 ${count} 项`, `${count} more`],
});
/** Rows shown of a long list before the rest is asked for. */
const FIRST = 12;

@customElement('wg-filters')
export class WgFilters extends SignalWatcher(LitElement) {
  static override styles = [controls, filterStyles, css``];

  /** Branches of the tree that are open. */
  @state() private unfolded: ReadonlySet<string> = new Set(['matter']);
  /** Lists shown to their end. */
  @state() private whole: ReadonlySet<string> = new Set();

  override render(): TemplateResult {
    const chips = chipsOf(shownRoute.get());
    return html`
      <header>
        <h2>${say.filters()}</h2>
        ${
          chips.length > 0
            ? html`<button class="plain small" @click=${() => goCommand(NOTHING)}>
                ${icon(clear, 14)} ${say.clear()}
              </button>`
            : nothing
        }
      </header>
      ${
        chips.length > 0
          ? html`<ul class="chips">
              ${chips.map(
                ({ name, without }) => html`<li>
                  <button
                    class="chip"
                    title=${name}
                    aria-label=${say.remove(name)}
                    @click=${() => goCommand(without)}
                  >
                    <span>${name}</span>${icon(close, 12)}
                  </button>
                </li>`,
              )}
            </ul>`
          : nothing
      }
      ${this.section('category', say.category(), this.tree())}
      ${this.stages()}
      ${this.section('channel', say.channel(), this.list('channel', channelOf))}
      ${this.section(
        'unit',
        say.unit(),
        this.list('unit', (row) => String(row.key ?? say.unitless())),
      )}
      ${this.section('jurisdiction', say.jurisdiction(), this.jurisdictions())}
    `;
  }

  private section(facet: Facet, name: string, content: TemplateResult): TemplateResult {
    const open = openFacets.get().has(facet);
    return html`<details
      ?open=${open}
      @toggle=${(event: Event) => unfold(facet, (event.target as HTMLDetailsElement).open)}
    >
      <summary>${name}</summary>
      ${open ? content : nothing}
    </details>`;
  }

  /** Counts by stage come with the key figures. */
  private stages(): TemplateResult {
    const chosen = shownRoute.get().status;
    const rows = figures.value?.rows ?? [];
    return html`<details>
      <summary>${say.status()}</summary>
      <ul class="rows">
        ${rows.map((row) =>
          this.row(
            stageName(String(row.key) as Stage),
            row.tickets,
            chosen.includes(String(row.key)),
            () => goCommand({ status: toggledIn(chosen, String(row.key)) }),
          ),
        )}
      </ul>
    </details>`;
  }

  private tree(): TemplateResult {
    const found = branches(categories.get(), facets.category.value?.rows ?? []);
    if (found.length === 0) {
      return html`<p class="hint none">${facets.category.value ? say.none() : '–'}</p>`;
    }
    return html`<ul class="rows">
      ${found.map((branch) => this.branch(branch, 0))}
    </ul>`;
  }

  private branch(branch: Branch, depth: number): TemplateResult {
    const chosen = shownRoute.get().category;
    const within = chosen.some((one) => branch.key.startsWith(one) && one !== branch.key);
    const open =
      this.unfolded.has(branch.key) ||
      chosen.some((one) => one.startsWith(branch.key) && one !== branch.key);
    return html`<li class="depth${depth}">
      <div class="branch">
        ${
          branch.children.length > 0
            ? html`<button
                class="plain fold"
                aria-expanded=${open}
                aria-label=${branch.name}
                @click=${() => this.fold(branch.key)}
              ></button>`
            : html`<span class="fold"></span>`
        }
        <label class="pick">
          <input
            type="checkbox"
            .checked=${within || chosen.includes(branch.key)}
            .disabled=${within}
            @change=${() => goCommand({ category: toggled(chosen, branch.key) })}
          />
          <span class="name" title=${branch.name}>${branch.name}</span>
          <span class="count">${figure(branch.tickets)}</span>
        </label>
      </div>
      ${open ? html`<ul>${branch.children.map((one) => this.branch(one, depth + 1))}</ul>` : nothing}
    </li>`;
  }

  private list(facet: 'channel' | 'unit', name: (row: TallyRow) => string): TemplateResult {
    const rows = facets[facet].value?.rows ?? [];
    const chosen = shownRoute.get()[facet];
    if (rows.length === 0) {
      return html`<p class="hint none">${facets[facet].value ? say.none() : '–'}</p>`;
    }
    const sorted = [...rows].sort((a, b) => (b.tickets ?? 0) - (a.tickets ?? 0));
    const shown = this.whole.has(facet) ? sorted : sorted.slice(0, FIRST);
    return html`<ul class="rows">
      ${shown.map((row) =>
        this.row(
          name(row),
          row.tickets,
          chosen.includes(String(row.key)),
          row.key === null
            ? null
            : () => goCommand({ [facet]: toggledIn(chosen, String(row.key)) }),
        ),
      )}
      ${this.rest(facet, sorted.length - shown.length)}
    </ul>`;
  }

  private jurisdictions(): TemplateResult {
    const rows = facets.jurisdiction.value?.rows ?? [];
    const chosen = shownRoute.get().jurisdiction;
    const shown = this.whole.has('jurisdiction') ? rows : rows.slice(0, FIRST);
    return html`<ul class="rows">
      ${shown.map((row) =>
        this.row(row.name ?? String(row.key), row.tickets, chosen === row.key, () =>
          goCommand({ jurisdiction: chosen === row.key ? null : String(row.key) }),
        ),
      )}
      ${this.rest('jurisdiction', rows.length - shown.length)}
    </ul>`;
  }

  private row(
    name: string,
    count: number | null,
    is: boolean,
    change: (() => void) | null,
  ): TemplateResult {
    return html`<li>
      <label class="pick">
        <input type="checkbox" .checked=${is} .disabled=${change === null} @change=${change ?? nothing} />
        <span class="name" title=${name}>${name}</span>
        <span class="count">${count === null ? '<5' : figure(count)}</span>
      </label>
    </li>`;
  }

  private rest(of: string, count: number): TemplateResult | typeof nothing {
    return count > 0
      ? html`<li>
          <button
            class="plain small"
            @click=${() => {
              this.whole = new Set([...this.whole, of]);
            }}
          >
            ${say.more(figure(count))}
          </button>
        </li>`
      : nothing;
  }

  private fold(key: string): void {
    const next = new Set(this.unfolded);
    if (!next.delete(key)) {
      next.add(key);
    }
    this.unfolded = next;
  }
}

const NOTHING = {
  category: [],
  channel: [],
  unit: [],
  status: [],
  jurisdiction: null,
  grid: null,
} as const;

const channelOf = (row: TallyRow) => channelName(String(row.key) as Channel);

function toggledIn(chosen: readonly string[], value: string): string[] {
  return chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
}

function unfold(facet: Facet, open: boolean): void {
  const next = new Set(openFacets.get());
  if (open !== next.has(facet)) {
    open ? next.add(facet) : next.delete(facet);
    openFacets.set(next);
  }
}
