/** Sheets to print: of one grid, or of all grids of its community, a page each. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import back from 'lucide-static/icons/arrow-left.svg?raw';
import printer from 'lucide-static/icons/printer.svg?raw';
import { asProblem, type Problem } from '../api/client.ts';
import { follow, format, go, planRoute, route } from '../app/route.ts';
import { icon } from '../ui/icon.ts';
import { remembered } from '../ui/memory.ts';
import { announced, dictionary, figure } from '../ui/words.ts';
import { type Sheet, sheetOf, type Whole, wantedGrids, whole } from './data.ts';
import { MAPS, paper, type Turn } from './paper.ts';
import { styles } from './styles.ts';

const say = dictionary({
  back: ['回到地图', 'Back to the map'],
  paper: ['纸张', 'Paper'],
  portrait: ['纵向', 'Portrait'],
  landscape: ['横向', 'Landscape'],
  grids: ['范围', 'Extent'],
  one: ['本网格', 'This grid'],
  all: ['本社区全部', 'All of its community'],
  print: ['打印或存为 PDF', 'Print or save as PDF'],
  drawing: (done: string, of: string) => [
    `正在绘制 ${done} / ${of}……`,
    `Drawing ${done} of ${of} ...`,
  ],
  reading: ['正在读取……', 'Reading ...'],
  ready: ['图幅已就绪，可以打印。', 'The sheets are ready to be printed.'],
  hint: ['打印时选“实际大小”，比例尺才准确。', 'Print at actual size, so that the scale is true.'],
  gone: ['这个网格已不在方案中。', 'This grid is no longer in the plan.'],
  again: ['重试', 'Try again'],
});

const [turn, setTurn] = remembered<Turn>('sheet-turn', 'portrait');

@customElement('wg-sheet-page')
export class WgSheetPage extends SignalWatcher(LitElement) {
  static override styles = styles;

  @property({ type: Number }) plan = 0;
  @property({ type: Number }) grid = 0;
  @state() private whole: Whole | null = null;
  @state() private sheets: readonly Sheet[] = [];
  @state() private wanted: number | null = null;
  @state() private problem: Problem | null = null;
  /** What the sheets are made for. */
  private asked = '';
  private readonly pages = new CSSStyleSheet();

  override connectedCallback(): void {
    super.connectedCallback();
    document.adoptedStyleSheets.push(this.pages);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== this.pages);
    this.asked = '';
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const asked = `${this.plan}/${this.grid}/${this.all}/${turn.get()}`;
    if (asked !== this.asked && this.isConnected) {
      this.asked = asked;
      void this.make();
    }
  }

  override render(): TemplateResult {
    return html`${this.bar()} ${this.content()}`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    // Rules for pages count in the document only, not in the element's own styles.
    this.pages.replaceSync(`@page { size: A4 ${turn.get()}; margin: 12mm; }`);
  }

  private get all(): boolean {
    const now = route.get();
    return now.page === 'sheet' && now.all;
  }

  private get ready(): boolean {
    return this.wanted !== null && this.wanted > 0 && this.sheets.length === this.wanted;
  }

  private bar(): TemplateResult {
    const { plan, grid, all } = this;
    const choice = (chosen: boolean, words: string, choose: () => void) =>
      html`<button aria-pressed=${String(chosen)} @click=${choose}>${words}</button>`;
    const turned = (one: Turn) => choice(turn.get() === one, say[one](), () => setTurn(one));
    const extent = (wanted: boolean, words: string) =>
      choice(all === wanted, words, () => go({ page: 'sheet', plan, grid, all: wanted }));
    return html`<div class="bar">
      <a class="button" href=${format(planRoute(plan, { grids: [grid] }))} @click=${follow}>
        ${icon(back, 16)}${say.back()}
      </a>
      <span class="group" role="group" aria-label=${say.grids()}>
        ${extent(false, say.one())}${extent(true, say.all())}
      </span>
      <span class="group" role="group" aria-label=${say.paper()}>
        ${turned('portrait')}${turned('landscape')}
      </span>
      <span class="hint gap">${say.hint()}</span>
      <button class="primary" ?disabled=${!this.ready} @click=${() => print()}>
        ${icon(printer, 16)}${say.print()}
      </button>
    </div>`;
  }

  private content(): TemplateResult {
    const { problem, wanted, sheets } = this;
    if (problem) {
      return html`<div class="message">
        <p class="error" role="alert">${problem.told}</p>
        <p><button @click=${() => this.make()}>${say.again()}</button></p>
      </div>`;
    }
    if (wanted === 0) {
      return html`<p class="empty" role="status">${say.gone()}</p>`;
    }
    const waiting =
      wanted === null ? say.reading() : say.drawing(figure(sheets.length), figure(wanted));
    const { whole: about } = this;
    return html`
      ${this.ready ? nothing : html`<p class="empty" role="status">${waiting}</p>`}
      <div class="papers">
        ${about ? sheets.map((one, at) => paper(one, about, turn.get(), at + 1, wanted ?? 1)) : nothing}
      </div>
    `;
  }

  /** Sheets are made one after the other, and shown as they come. */
  private async make(): Promise<void> {
    const asked = this.asked;
    const [width, height] = MAPS[turn.get()];
    this.problem = null;
    this.sheets = [];
    this.wanted = null;
    try {
      const [about, grids] = await Promise.all([
        whole(this.plan),
        wantedGrids(this.plan, this.grid, this.all),
      ]);
      for (const [at, grid] of grids.entries()) {
        const sheet = await sheetOf(this.plan, grid, width, height);
        if (asked !== this.asked) {
          return;
        }
        this.whole = about;
        this.wanted = grids.length;
        this.sheets = [...this.sheets.slice(0, at), sheet];
      }
      this.wanted = grids.length;
      announced.set(grids.length > 0 ? say.ready() : say.gone());
    } catch (error) {
      this.problem = asProblem(error);
    }
  }
}
