/** Tools of the map, undo and redo, and whether all is saved. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import saved from 'lucide-static/icons/circle-check.svg?raw';
import away from 'lucide-static/icons/cloud-off.svg?raw';
import busy from 'lucide-static/icons/loader-circle.svg?raw';
import redo from 'lucide-static/icons/redo-2.svg?raw';
import undo from 'lucide-static/icons/undo-2.svg?raw';
import { shownMap } from '../map/contract.ts';
import type { PlanStore } from '../plan/contract.ts';
import { opened } from '../plan/opened.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, either } from '../ui/words.ts';
import { sending, step } from './commit.ts';
import { keyOf } from './shortcuts.ts';
import { kindWords, TOOL_WORDS } from './tool-words.ts';
import { toolbarStyles } from './toolbar-styles.ts';
import { TOOLS, type ToolName, tool } from './tools.ts';

const say = dictionary({
  tools: ['工具', 'Tools'],
  undo: ['撤销', 'Undo'],
  redo: ['重做', 'Redo'],
  nothing: (what: string) => [`没有可${what}的操作`, `Nothing to ${what.toLowerCase()}`],
  saved: ['已保存', 'Saved'],
  sending: ['保存中', 'Saving'],
  offline: (count: number) => [`离线 ${count}`, `Offline ${count}`],
  savedWhat: ['所有改动都已保存', 'All changes are saved'],
  sendingWhat: ['正在保存改动', 'Changes are being saved'],
  offlineWhat: [
    '连接不上服务；改动留在本机，恢复后自动发送',
    'The service cannot be reached; changes are kept here and sent later',
  ],
  readOnly: ['方案不可编辑：', 'The plan cannot be edited: '],
  notDraft: ['它已提交或发布，请先建一个分支', 'it was submitted or published; make a branch'],
  notPlanner: ['您不是该辖区的规划员', 'you are no planner of its jurisdiction'],
});

interface Knob {
  readonly drawing: string;
  readonly name: string;
  readonly what: string;
  readonly key: string;
  readonly disabled: boolean;
  readonly pressed?: boolean;
  run(): void;
}

@customElement('wg-toolbar')
export class WgToolbar extends SignalWatcher(LitElement) {
  static override styles = [controls, toolbarStyles];

  override render(): TemplateResult {
    const store = opened.get();
    const editable = store?.editable.get() ?? false;
    const why = store && !editable ? reason(store) : null;
    return html`
      <div role="toolbar" aria-label=${say.tools()} aria-orientation="vertical" @keydown=${arrows}>
        ${TOOLS.map((name) => knob(toolKnob(name, editable, why)))}
        <hr />
        ${store ? steps(store) : nothing}
      </div>
      ${store ? state(store) : nothing}
    `;
  }
}

function toolKnob(name: ToolName, editable: boolean, why: string | null): Knob {
  const words = TOOL_WORDS[name];
  const free = name === 'select' || editable;
  return {
    drawing: words.drawing,
    name: either(words.name),
    what: free || why === null ? either(words.what) : why,
    key: keyOf(name),
    disabled: !free,
    pressed: (editable ? tool.get() : 'select') === name,
    run: () => {
      tool.set(name);
      // The keys of the tool are those of the map.
      shownMap.get()?.map.getCanvas().focus();
    },
  };
}

function steps(store: PlanStore): TemplateResult {
  const { undo: back, redo: forth } = store.steps.get();
  const editable = store.editable.get();
  const what = (one: typeof back, name: string) =>
    one ? `${name}：${either(kindWords(one.kind))}` : say.nothing(name);
  return html`${knob({
    drawing: undo,
    name: say.undo(),
    what: what(back, say.undo()),
    key: 'Ctrl+Z',
    disabled: !(editable && back),
    run: () => void step(store, 'undo'),
  })}${knob({
    drawing: redo,
    name: say.redo(),
    what: what(forth, say.redo()),
    key: 'Ctrl+Y',
    disabled: !(editable && forth),
    run: () => void step(store, 'redo'),
  })}`;
}

/** A button with its name, and a tip beside it; a disabled one can be focused to read why. */
function knob(one: Knob): TemplateResult {
  return html`<button
    class="plain"
    aria-label=${one.name}
    aria-pressed=${one.pressed ?? nothing}
    aria-disabled=${one.disabled}
    aria-keyshortcuts=${one.key.replace('Ctrl', 'Control')}
    @click=${() => one.disabled || one.run()}
  >
    ${icon(one.drawing, 20)}<span>${one.name}</span>
    <span class="tip" role="tooltip">${one.what}<kbd>${one.key}</kbd></span>
  </button>`;
}

function state(store: PlanStore): TemplateResult {
  const waiting = store.pending.get();
  const running = waiting.length > 0 || sending.get() > 0;
  if (!store.online.get()) {
    return light('offline', away, say.offline(waiting.length), say.offlineWhat());
  }
  return running
    ? light('sending', busy, say.sending(), say.sendingWhat())
    : light('saved', saved, say.saved(), say.savedWhat());
}

function light(name: string, drawing: string, text: string, title: string): TemplateResult {
  return html`<p class="light ${name}" title=${title}>${icon(drawing, 16)}<span>${text}</span></p>`;
}

function reason(store: PlanStore): string {
  const told = store.plan.get().state === 'draft' ? say.notPlanner() : say.notDraft();
  return say.readOnly() + told;
}

/** Up and down move between the tools, as in every toolbar. */
function arrows(event: KeyboardEvent): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by !== 0) {
    const bar = event.currentTarget as HTMLElement;
    const knobs = [...bar.querySelectorAll('button')];
    const now = knobs.indexOf(event.target as HTMLButtonElement);
    knobs.at((now + by) % knobs.length)?.focus();
    event.preventDefault();
  }
}
