/** Layers, columns and CRSs are decided about; the map and the list follow each decision. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import shield from 'lucide-static/icons/shield-alert.svg?raw';
import { jobOf } from '../api/jobs.ts';
import { stepName } from '../app/names.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { toastProblem } from '../ui/toast.ts';
import { dictionary, either, figure } from '../ui/words.ts';
import { deciding } from './deciding-styles.ts';
import { layerOf, missing, personal, withColumn, withCrs, withRole } from './decisions.ts';
import type { Flow, Inspection } from './flow.ts';
import { type Role, roleName } from './names.ts';
import { Pictures } from './pictures.ts';
import './wg-column-table.ts';
import './wg-crs-choice.ts';
import './wg-failure.ts';
import type { WgImportMap } from './wg-import-map.ts';
import './wg-import-map.ts';
import './wg-layer-table.ts';
import './wg-problem-list.ts';

const say = dictionary({
  title: ['核对数据', 'Check the data'],
  others: ['换文件', 'Other files'],
  layers: ['图层', 'Layers'],
  layer: (name: string, role: string) => [`图层 ${name}：作为${role}`, `Layer ${name}: ${role}`],
  left: (name: string) => [`图层 ${name}：不导入`, `Layer ${name}: left out`],
  leftHint: [
    '要导入它，请在上表“作为”一列选择含义。',
    'To import it, choose what it is under "Read as" above.',
  ],
  problems: ['检查结果', 'What was found'],
  errors: (count: string) => [`${count} 个错误`, `${count} errors`],
  notices: (count: string) => [`${count} 条提示`, `${count} notices`],
  personal: (names: string) => [
    `疑似个人信息的列：${names}。本系统不保存个人信息，`,
    `These columns look like data on persons: ${names}. The service keeps none; `,
  ],
  drop: ['导入时略去这些列', 'leave them out of the import'],
  name: ['数据集名称', 'Name of the dataset'],
  nameHint: ['如：青羊区 2026', 'Such as: Qingyang 2026'],
  import: ['导入', 'Import'],
  importing: ['正在导入', 'Importing'],
  cancel: ['取消', 'Cancel'],
});
const WHY_NOT = dictionary({
  layers: ['请先指定社区和楼栋图层', 'Choose the layers for communities and buildings first'],
  checking: ['正在检查……', 'Checking ...'],
  errors: ['改正错误后才能导入', 'It can be imported once the errors are mended'],
  name: ['请填写数据集名称', 'Give the dataset a name'],
});

@customElement('wg-deciding')
export class WgDeciding extends SignalWatcher(LitElement) {
  static override styles = [controls, deciding];

  @property({ attribute: false }) flow: Flow | null = null;
  @query('wg-import-map') private map!: WgImportMap | null;
  @state() private chosen = -1;
  readonly #pictures = new Pictures();

  override connectedCallback(): void {
    super.connectedCallback();
    this.updateEffect(() => this.#show());
  }

  override render(): TemplateResult | typeof nothing {
    const { flow } = this;
    const found = flow?.inspection.get();
    if (!flow || !found) {
      return nothing;
    }
    const busy = flow.stage.get() === 'importing';
    return html`
      <div class="decide" ?inert=${busy}>
        <header>
          <div>
            <h1>${say.title()}</h1>
            <p class="hint">${flow.files.get().join(', ')}</p>
          </div>
          <button @click=${() => void flow.leave()}>${say.others()}</button>
        </header>
        <wg-failure .problem=${flow.problem.get()}></wg-failure>
        ${this.#refusals(found)}
        <section>
          <h2>${say.layers()}</h2>
          <wg-layer-table
            .layers=${found.layers}
            .decisions=${flow.decisions.get()}
            .selected=${flow.selected.get()}
            .missing=${missing(flow.decisions.get())}
            @select=${(event: CustomEvent<number>) => flow.selected.set(event.detail)}
            @role=${this.#role}
          ></wg-layer-table>
          ${this.#persons(found)}
        </section>
        ${this.#detail(found)} ${this.#findings()}
      </div>
      <wg-import-map
        .pictures=${this.#pictures.shown.get()}
        .found=${flow.checked.get()?.problems ?? []}
        .chosen=${this.chosen}
        @problem=${(event: CustomEvent<number>) => this.#choose(event.detail, false)}
      ></wg-import-map>
      ${busy ? this.#progress(flow) : this.#end(flow)}
    `;
  }

  /** Files and layers that could not be read. */
  #refusals(found: Inspection): TemplateResult | typeof nothing {
    const refused = found.files.flatMap((file) =>
      file.problems.map((one) => ({ ...one, where: one.layer ?? file.file })),
    );
    return refused.length === 0
      ? nothing
      : html`<ul class="error refused" role="alert">
          ${refused.map((one) => html`<li><strong>${one.where}</strong> ${either(one)}</li>`)}
        </ul>`;
  }

  #persons(found: Inspection): TemplateResult | typeof nothing {
    const flow = this.flow;
    const names = flow ? personal(found.layers, flow.decisions.get()) : [];
    if (!flow || names.length === 0) {
      return nothing;
    }
    return html`<div class="persons">
      ${icon(shield)}
      <label class="inline">
        <span>${say.personal(names.join(', '))}</span>
        <span class="tick">
          <input
            type="checkbox"
            .checked=${live(flow.dropPersonal.get())}
            @change=${(event: Event) =>
              flow.decide(flow.decisions.get(), (event.target as HTMLInputElement).checked)}
          />
          ${say.drop()}
        </span>
      </label>
    </div>`;
  }

  #detail(found: Inspection): TemplateResult | typeof nothing {
    const flow = this.flow;
    const at = flow?.selected.get() ?? 0;
    const layer = found.layers[at];
    const decision = flow?.decisions.get()[at];
    if (!layer || !decision) {
      return nothing;
    }
    const bare = found.layers.filter((one) => !one.crs.given).length;
    return html`<section>
      <h2>
        ${decision.role ? say.layer(layer.layer, roleName(decision.role)) : say.left(layer.layer)}
      </h2>
      ${decision.role ? nothing : html`<p class="hint">${say.leftHint()}</p>`}
      <wg-crs-choice
        .layer=${layer}
        .decision=${decision}
        .refused=${this.#pictures.problems.get().get(at)?.told ?? ''}
        ?several=${bare > 1}
        @crs=${this.#crs}
      ></wg-crs-choice>
      <wg-column-table
        .layer=${layer}
        .decision=${decision}
        @column=${this.#column}
      ></wg-column-table>
    </section>`;
  }

  #findings(): TemplateResult | typeof nothing {
    const flow = this.flow;
    if (!flow) {
      return nothing;
    }
    const checked = flow.checked.get();
    return html`<section>
      <h2>
        ${say.problems()}
        ${
          checked && checked.errors > 0
            ? html`<span class="badge danger figures">${say.errors(figure(checked.errors))}</span>`
            : nothing
        }
        ${
          checked && checked.notices > 0
            ? html`<span class="badge low figures">${say.notices(figure(checked.notices))}</span>`
            : nothing
        }
      </h2>
      <wg-problem-list
        .checked=${checked}
        ?checking=${flow.checking.get()}
        .chosen=${this.chosen}
        @problem=${(event: CustomEvent<number>) => this.#choose(event.detail, true)}
      ></wg-problem-list>
    </section>`;
  }

  #end(flow: Flow): TemplateResult {
    const why = flow.hindrance;
    const submit = (event: SubmitEvent) => {
      event.preventDefault();
      void flow.import();
    };
    return html`<form class="end" @submit=${submit}>
      <label>
        <span>${say.name()}</span>
        <input
          .value=${live(flow.name.get())}
          maxlength="200"
          placeholder=${say.nameHint()}
          @input=${(event: InputEvent) => flow.name.set((event.target as HTMLInputElement).value)}
        />
      </label>
      <p class="hint" role="status">${why ? WHY_NOT[why]() : ''}</p>
      <button class="primary" ?disabled=${why !== null}>${say.import()}</button>
    </form>`;
  }

  #progress(flow: Flow): TemplateResult {
    const number = flow.job.get();
    const job = number === null ? undefined : jobOf(number);
    const share = job && job.total > 1 ? job.done / job.total : null;
    return html`<div class="end" aria-busy="true">
      <strong>${say.importing()}</strong>
      ${
        share === null
          ? html`<progress aria-label=${say.importing()}></progress>`
          : html`<progress max="1" .value=${share} aria-label=${say.importing()}></progress>`
      }
      <span role="status">${job ? stepName(job) : ''}</span>
      <button @click=${() => void flow.cancel()}>${say.cancel()}</button>
    </div>`;
  }

  #show(): void {
    const flow = this.flow;
    const layers = flow?.inspection.get()?.layers;
    if (flow && layers) {
      const [decisions, selected] = [flow.decisions.get(), flow.selected.get()];
      this.#pictures.show(flow.token, layers, decisions, selected).catch(toastProblem);
    }
  }

  #choose(number: number, near: boolean): void {
    const flow = this.flow;
    const one = flow?.checked.get()?.problems[number];
    this.chosen = number;
    if (!flow || !one) {
      return;
    }
    const at = layerOf(flow.decisions.get(), one.layer);
    if (at >= 0) {
      flow.selected.set(at);
    }
    if (near && one.lon !== null && one.lat !== null) {
      this.map?.fly(one.lon, one.lat);
    }
  }

  readonly #role = (event: CustomEvent<{ at: number; role: Role | null }>): void => {
    const flow = this.flow;
    const layers = flow?.inspection.get()?.layers ?? [];
    const { at, role } = event.detail;
    this.chosen = -1;
    flow?.selected.set(at);
    flow?.decide(withRole(layers, flow.decisions.get(), at, role));
  };

  readonly #column = (event: CustomEvent<{ ours: string; theirs: string | null }>): void => {
    const flow = this.flow;
    const { ours, theirs } = event.detail;
    this.chosen = -1;
    flow?.decide(withColumn(flow.decisions.get(), flow.selected.get(), ours, theirs));
  };

  readonly #crs = (event: CustomEvent<{ crs: string | null; all: boolean }>): void => {
    const flow = this.flow;
    const layers = flow?.inspection.get()?.layers ?? [];
    const { crs, all } = event.detail;
    this.chosen = -1;
    flow?.decide(withCrs(layers, flow.decisions.get(), flow.selected.get(), crs, all));
  };
}
