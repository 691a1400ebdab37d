/** Code, names, post and lock of a grid, to be changed; says `done` when it is left. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { asProblem, type Problem } from '../api/client.ts';
import { opened } from '../plan/opened.ts';
import type { Grid } from '../plan/types.ts';
import { toast } from '../ui/toast.ts';
import { dictionary } from '../ui/words.ts';
import { type Attributes, changes, type Filled } from './attributes.ts';
import { styles } from './inspector-styles.ts';

const say = dictionary({
  name: ['名称', 'Name'],
  name_en: ['英文名称', 'English name'],
  post: ['责任岗位', 'Post'],
  postHint: ['如“网格长”，不填个人姓名', 'Such as “grid head”; no person’s name'],
  code: ['编码', 'Code'],
  locked: ['锁定：不参与编辑和重新划分', 'Locked: no edit touches it'],
  save: ['保存', 'Save'],
  cancel: ['取消', 'Cancel'],
  saved: ['已保存。', 'Saved.'],
  later: ['连接恢复后保存。', 'It will be saved once the service is back.'],
});

@customElement('wg-grid-form')
export class WgGridForm extends SignalWatcher(LitElement) {
  static override styles = styles;

  @property({ attribute: false }) grid: Grid | null = null;
  @state() private problem: Problem | null = null;
  @state() private busy = false;

  override render(): TemplateResult | typeof nothing {
    const { grid } = this;
    if (!grid) {
      return nothing;
    }
    const field = (name: 'name' | 'name_en' | 'post' | 'code', value: string, hint = '') =>
      html`<label>
        ${say[name]()}
        <input name=${name} .value=${value} maxlength="200" autocomplete="off" ?required=${name !== 'post' && name !== 'name_en'} />
        ${hint ? html`<span class="hint">${hint}</span>` : nothing}
      </label>`;
    return html`<form @submit=${this.save}>
      ${field('name', grid.name)} ${field('name_en', grid.name_en)}
      ${field('post', grid.post ?? '', say.postHint())} ${field('code', grid.code)}
      <label class="inline">
        <input type="checkbox" name="locked" .checked=${grid.locked} />${say.locked()}
      </label>
      ${this.problem ? html`<p class="error" role="alert">${this.problem.told}</p>` : nothing}
      <footer>
        <button type="button" @click=${this.leave}>${say.cancel()}</button>
        <button class="primary" ?disabled=${this.busy}>${say.save()}</button>
      </footer>
    </form>`;
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const store = opened.get();
    const { grid } = this;
    if (!store || !grid) {
      return;
    }
    const form = new FormData(event.target as HTMLFormElement);
    const changed = changes(grid, filled(form));
    if (Object.keys(changed).length === 0) {
      this.leave();
      return;
    }
    this.busy = true;
    this.problem = null;
    try {
      const wish: Attributes = { type: 'attributes', grid: grid.id, ...changed };
      toast((await store.edit(wish)) ? say.saved() : say.later());
      this.leave();
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.busy = false;
    }
  }

  private leave(): void {
    this.dispatchEvent(new CustomEvent('done'));
  }
}

function filled(form: FormData): Filled {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  return {
    code: text('code'),
    name: text('name'),
    name_en: text('name_en'),
    post: text('post'),
    locked: form.has('locked'),
  };
}
