/** One ticket: where it stands, what happened to it, who is at work, which cameras see it, and what
 * may be done now. It follows what others do. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import crosshair from 'lucide-static/icons/crosshair.svg?raw';
import close from 'lucide-static/icons/x.svg?raw';
import { asProblem, type Problem } from '../api/client.ts';
import { noteCommand, route } from '../app/route.ts';
import { isNext, offeredActs } from '../tickets/acting.ts';
import { ticket as read } from '../tickets/requests.ts';
import type { Act, Detail } from '../tickets/types.ts';
import { doAct } from '../tickets/wg-act-dialog.ts';
import { actIcon, actName, categoryName, classIcon } from '../tickets/words.ts';
import { icon } from '../ui/icon.ts';
import { toast } from '../ui/toast.ts';
import { dictionary } from '../ui/words.ts';
import { commandMap, commandStore } from './contract.ts';
import { badges, desks, facts, photos, steps } from './ticket-parts.ts';
import { ticketStyles } from './ticket-styles.ts';
import './wg-ticket-cameras.ts';

const say = dictionary({
  ticket: ['事件', 'Ticket'],
  number: (id: number) => [`编号 ${id}`, `No. ${id}`],
  close: ['关闭', 'Close'],
  show: ['在地图上显示', 'Show it on the map'],
  reading: ['正在读取……', 'Reading ...'],
  gone: ['这件事件已不存在，或者您无权查看。', 'This ticket is gone, or you may not see it.'],
  acts: ['可以办理', 'What you may do'],
  done: (act: string) => [`${act}已记录`, `Noted: ${act}`],
  nothing: ['当前没有需要您办理的事项。', 'There is nothing for you to do with it now.'],
});
const CLOSE = 17;

@customElement('wg-ticket-drawer')
export class WgTicketDrawer extends SignalWatcher(LitElement) {
  static override styles = ticketStyles;

  @state() private detail: Detail | null = null;
  @state() private problem: Problem | null = null;
  /** Ticket and change that were asked for last. */
  private asked = '';
  private running: AbortController | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.running?.abort();
  }

  override render(): TemplateResult | typeof nothing {
    const id = chosen();
    if (id === null) {
      return nothing;
    }
    const one = this.detail?.id === id ? this.detail : null;
    return html`<header>
        ${one ? icon(classIcon(one.code), 22) : nothing}
        <div class="title">
          <h2 title=${one ? categoryName(one) : ''}>${one ? categoryName(one) : say.ticket()}</h2>
          <span class="hint figures">${say.number(id)}</span>
        </div>
        ${one ? this.shower(one) : nothing}
        <button
          class="plain icon"
          title=${say.close()}
          aria-label=${say.close()}
          @click=${() => noteCommand({ ticket: null })}
        >
          ${icon(close)}
        </button>
      </header>
      <div class="body" tabindex="-1">
        ${this.problem ? html`<p class="error" role="alert">${this.problem.status === 404 ? say.gone() : this.problem.told}</p>` : nothing}
        ${one ? this.content(one) : this.problem ? nothing : html`<p class="empty">${say.reading()}</p>`}
      </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const id = chosen();
    const change = id === null ? 0 : (commandStore.get()?.ticket(id)?.change ?? 0);
    const asked = `${id}/${change}`;
    if (asked === this.asked) {
      return;
    }
    this.asked = asked;
    // What we did ourselves is known before it is heard of.
    const known = this.detail?.id === id && this.detail.change >= change && change > 0;
    if (id !== null && !known) {
      void this.load(id);
    }
  }

  private content(one: Detail): TemplateResult {
    const now = commandStore.get()?.now() ?? Date.now();
    return html`${badges(one, now)} ${this.acts(one)}
      ${one.description ? html`<p class="said">${one.description}</p>` : nothing}
      ${photos(one)} ${facts(one, now, (grid) => noteCommand({ grid }))} ${desks(one, now)}
      <wg-ticket-cameras .ticket=${one}></wg-ticket-cameras>
      ${steps(one, now)}`;
  }

  private shower(one: Detail): TemplateResult | typeof nothing {
    const { lon, lat } = one;
    if (lon === null || lat === null) {
      return nothing;
    }
    return html`<button
      class="plain icon"
      title=${say.show()}
      aria-label=${say.show()}
      @click=${() => commandMap.get()?.fly([lon, lat], CLOSE)}
    >
      ${icon(crosshair)}
    </button>`;
  }

  private acts(one: Detail): TemplateResult {
    const acts = offeredActs(one);
    return html`<section aria-label=${say.acts()}>
      ${
        acts.length === 0
          ? html`<p class="hint">${say.nothing()}</p>`
          : html`<div class="acts">
              ${acts.map(
                (act, at) => html`<button
                  class=${at === 0 && isNext(act, one) ? 'primary' : ''}
                  @click=${() => void this.act(one, act)}
                >
                  ${icon(actIcon(act), 16)}${actName(act)}
                </button>`,
              )}
            </div>`
      }
    </section>`;
  }

  private async act(one: Detail, act: Act): Promise<void> {
    const done = (after: Detail) => {
      toast(say.done(actName(act)));
      this.detail = after;
    };
    if (act === 'move') {
      const { moveTicket } = await import('../tickets/wg-move-dialog.ts');
      moveTicket(one, commandStore.get()?.info()?.plans[0] ?? null, done);
      return;
    }
    doAct(one, act, knownUnits(), done);
  }

  private async load(id: number): Promise<void> {
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    try {
      this.detail = await read(id, running.signal);
      this.problem = null;
    } catch (error) {
      if (!running.signal.aborted) {
        this.problem = asProblem(error);
      }
    }
  }
}

function chosen(): number | null {
  const now = route.get();
  return now.page === 'command' ? now.ticket : null;
}

/** Desks that are at work on any ticket of the list. */
function knownUnits(): string[] {
  const all = commandStore.get()?.tickets() ?? [];
  return [...new Set(all.flatMap((one) => one.unit ?? []))].sort();
}
