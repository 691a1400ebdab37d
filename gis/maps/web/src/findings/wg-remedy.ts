/** Up to three suggestions: what each would do, counts before and after, keys to choose and apply. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import swap from 'lucide-static/icons/arrow-left-right.svg?raw';
import arrow from 'lucide-static/icons/arrow-right.svg?raw';
import merge from 'lucide-static/icons/combine.svg?raw';
import floors from 'lucide-static/icons/layers.svg?raw';
import renumber from 'lucide-static/icons/list-ordered.svg?raw';
import move from 'lucide-static/icons/move-right.svg?raw';
import resplit from 'lucide-static/icons/scissors.svg?raw';
import { flyTo } from '../panels/fly.ts';
import { opened } from '../plan/opened.ts';
import { icon } from '../ui/icon.ts';
import { toast, toastProblem } from '../ui/toast.ts';
import { announced, dictionary, either, figure } from '../ui/words.ts';
import { apply, choose, dismiss, type Remedy, remedy, type Suggestion } from './remedy.ts';
import { styles } from './remedy-styles.ts';

const say = dictionary({
  title: ['修复建议', 'Suggestions'],
  asking: ['正在寻找修复办法……', 'Looking for what could be done ...'],
  nothing: ['没有可行的修复办法', 'Nothing helps here'],
  cannot: ['主要问题无法修复', 'The main fault cannot be mended'],
  close: ['关闭', 'Close'],
  again: ['重试', 'Try again'],
  apply: ['采用', 'Apply'],
  applying: ['正在采用……', 'Applying ...'],
  move: ['划转', 'Move'],
  swap: ['对换', 'Swap'],
  resplit: ['重新划分', 'Divide anew'],
  merge: ['合并', 'Merge'],
  split_tower: ['按楼层拆分', 'Cut between floors'],
  renumber: ['重新编号', 'Number anew'],
  moved: (households: string, buildings: string) => [
    `${households} 户、${buildings} 栋变动`,
    `${households} households, ${buildings} buildings move`,
  ],
  nobody: ['无户数变动', 'no household moves'],
  partly: ['只能改善，不能完全解决', 'better, but not all of it'],
  torn: (count: number) => [`会拆分 ${count} 个小区`, `tears ${count} compounds`],
  fresh: ['新建', 'new'],
  gone: ['撤并', 'gone'],
  inside: ['在区间内', 'in the band'],
  outside: ['不在区间内', 'out of the band'],
  done: ['已采用修复建议。', 'The suggestion was carried out.'],
  kept: ['暂时离线，恢复连接后自动提交。', 'Offline: it is sent once the service is back.'],
  changed: [
    '方案刚有变动，已重新给出建议。',
    'The plan has just changed; these are new suggestions.',
  ],
  undo: ['撤销', 'Undo'],
  offered: (count: number, first: string) => [
    `${count} 条建议。第一条：${first}`,
    `${count} suggestions. The first: ${first}`,
  ],
});

const DRAWINGS: Readonly<Record<Suggestion['kind'], string>> = {
  move,
  swap,
  resplit,
  merge,
  split_tower: floors,
  renumber,
};

@customElement('wg-remedy')
export class WgRemedy extends SignalWatcher(LitElement) {
  static override styles = styles;

  private told: Remedy | null = null;

  override render(): TemplateResult | typeof nothing {
    const now = remedy.get();
    if (!now) {
      return nothing;
    }
    return html`<section aria-label=${say.title()} @keydown=${this.key}>
      <header>
        <h3>${say.title()}</h3>
        <button class="plain" @click=${this.close}>${say.close()} <kbd>Esc</kbd></button>
      </header>
      ${this.body(now)}
    </section>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const now = remedy.get();
    if (now === this.told) {
      return;
    }
    const came = now?.state === 'here' && this.told?.state === 'asking';
    this.told = now;
    if (came && now) {
      this.renderRoot.querySelector<HTMLElement>('.choice, .told')?.focus();
      this.scrollIntoView({ block: 'nearest' });
      this.bringIntoSight(now);
      const [first] = now.suggestions;
      announced.set(
        first
          ? say.offered(now.suggestions.length, either(first.text))
          : either(now.reason ?? { zh: say.nothing(), en: say.nothing() }),
      );
    }
  }

  /** All that the suggestions concern, so that they can be compared without moving the map. */
  private bringIntoSight(now: Remedy): void {
    const store = opened.get();
    const grids = now.suggestions
      .filter((one) => one.level === 'grid')
      .flatMap((one) => one.grids.map((unit) => unit.id))
      .filter((id) => id !== null);
    if (store && grids.length > 0) {
      flyTo(store.id, [...new Set(grids)]).catch(toastProblem);
    }
  }

  private body(now: Remedy): TemplateResult {
    if (now.state === 'asking') {
      return html`<p class="told hint" role="status">${say.asking()}</p>`;
    }
    if (now.problem) {
      return html`<p class="told" tabindex="-1" role="alert">${now.problem.told}</p>`;
    }
    const why = now.reason
      ? html`<p class="told" tabindex="-1">
          <strong>${now.suggestions.length > 0 ? say.cannot() : say.nothing()}</strong><br />
          ${either(now.reason)}
        </p>`
      : nothing;
    if (now.suggestions.length === 0) {
      return html`${why}`;
    }
    return html`${why}
      <ol role="radiogroup" aria-label=${say.title()}>
        ${now.suggestions.map((one, at) => html`<li>${choice(one, at, at === now.chosen)}</li>`)}
      </ol>
      <footer>
        <button class="primary" ?disabled=${now.state === 'applying'} @click=${this.carryOut}>
          ${now.state === 'applying' ? say.applying() : say.apply()} <kbd>Enter</kbd>
        </button>
      </footer>`;
  }

  private key(event: KeyboardEvent): void {
    const now = remedy.get();
    const count = now?.suggestions.length ?? 0;
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowRight: 1,
      ArrowUp: -1,
      ArrowLeft: -1,
    };
    const by = steps[event.key];
    if (by !== undefined && now && count > 0) {
      this.pick((now.chosen + by + count) % count);
    } else if (/^[1-3]$/.test(event.key)) {
      this.pick(Number(event.key) - 1);
    } else if (event.key === 'Enter' && count > 0) {
      void this.carryOut();
    } else if (event.key === 'Escape') {
      this.close();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private pick(at: number): void {
    choose(at);
    const buttons = this.renderRoot.querySelectorAll<HTMLElement>('.choice');
    buttons[at]?.focus();
  }

  private close(): void {
    dismiss();
    this.dispatchEvent(new Event('closed'));
  }

  private async carryOut(): Promise<void> {
    const store = opened.get();
    if (!store) {
      return;
    }
    const offered = remedy.get();
    try {
      const came = await apply(store);
      if (came === 'asked again') {
        toast(say.changed(), { tone: 'notice' });
        return;
      }
      const undo = () => void store.undo().catch(toastProblem);
      toast(came ? say.done() : say.kept(), { action: { label: say.undo(), run: undo } });
      this.dispatchEvent(new CustomEvent('applied', { detail: offered?.subject }));
    } catch (error) {
      toastProblem(error);
    }
  }
}

function choice(one: Suggestion, at: number, chosen: boolean): TemplateResult {
  const moved =
    one.households_moved === 0 && one.buildings_moved === 0
      ? say.nobody()
      : say.moved(figure(one.households_moved), figure(one.buildings_moved));
  return html`<button
    class="choice"
    role="radio"
    aria-checked=${String(chosen)}
    tabindex=${chosen ? 0 : -1}
    @click=${() => choose(at)}
  >
    <kbd>${at + 1}</kbd>
    <span class="kind">${icon(DRAWINGS[one.kind], 16)}${say[one.kind]()}<span class="hint figures">${moved}</span></span>
    <span class="detail">
      ${one.done ? nothing : html`<span class="badge low">${say.partly()}</span>`}
      ${one.compounds_torn > 0 ? html`<span class="badge high">${say.torn(one.compounds_torn)}</span>` : nothing}
      ${one.grids.length > 0 ? html`<dl class="units">${one.grids.map(unit)}</dl>` : html`<span class="hint">${either(one.text)}</span>`}
    </span>
  </button>`;
}

function unit(one: Suggestion['grids'][number]): TemplateResult {
  const after = one.in_band_after;
  const tone = after === null ? '' : after ? 'in' : 'out';
  return html`<dt>${one.code.slice(12)}</dt>
    <dd>
      ${one.before === null ? say.fresh() : figure(one.before)} ${icon(arrow, 13)}
      <strong class=${tone}>${one.after === null ? say.gone() : figure(one.after)}</strong>
      ${after === null ? nothing : html`<span class="hint">${after ? say.inside() : say.outside()}</span>`}
    </dd>`;
}
