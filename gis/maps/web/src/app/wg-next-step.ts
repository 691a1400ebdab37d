/** What somebody would do next, said in a sentence with the button for it. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { controls } from '../ui/controls.ts';
import { dictionary } from '../ui/words.ts';
import type { Next } from './plans.ts';
import { propose } from './propose.ts';
import { follow, format, planRoute } from './route.ts';
import { branch } from './wg-branch-dialog.ts';

const say = dictionary({
  next: ['下一步', 'Next'],
  import: [
    '先导入一个辖区的数据：社区、楼栋、道路河流。导入后就能生成网格方案。',
    'Import a town first: communities, buildings, roads and rivers. Then grids can be proposed.',
  ],
  importNow: ['导入数据', 'Import data'],
  propose: (name: string) => [
    `“${name}”还没有方案。先生成一个，再到地图上调整。`,
    `"${name}" has no plan yet. Propose one, then adjust it on the map.`,
  ],
  proposeNow: ['生成方案', 'Propose a plan'],
  edit: (name: string) => [
    `打开草案“${name}”，在地图上移动网格边界；两侧户数随时可见，每一步都能撤销。`,
    `Open the draft "${name}" to move a border on the map; both counts are shown and every step can be undone.`,
  ],
  editNow: ['打开草案', 'Open the draft'],
  approve: (name: string) => [
    `“${name}”等待您审批：打开查看改动，然后在“方案”面板中批准或退回。`,
    `"${name}" waits for your approval: open it to see what changed, then approve or reject it in the panel "Plan".`,
  ],
  approveNow: ['打开待审批方案', 'Open it'],
  branch: (name: string) => [
    `现行方案“${name}”不能直接修改。新建一个草案，改好后提交审批。`,
    `"${name}" is in force and cannot be changed itself. Make a draft, change that, and submit it.`,
  ],
  branchNow: ['新建草案', 'New draft'],
  look: (name: string) => [
    `可以查看现行方案“${name}”。`,
    `You can look at "${name}", which is in force.`,
  ],
  lookNow: ['打开方案', 'Open it'],
  wait: [
    '您的辖区内还没有现行方案。有方案发布后会显示在这里。',
    'No plan is in force in your jurisdictions yet. It will be shown here once one is published.',
  ],
});

@customElement('wg-next-step')
export class WgNextStep extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      section {
        display: flex;
        gap: 16px;
        align-items: center;
        padding: 12px 16px;
        border: 1px solid color-mix(in srgb, var(--accent) 30%, transparent);
        border-inline-start: 4px solid var(--accent);
        border-radius: 8px;
        background: var(--accent-soft);
      }
      h2 {
        flex: none;
        color: var(--accent);
        font-size: var(--text);
      }
      p {
        flex: 1;
        overflow-wrap: anywhere;
      }
      a.button {
        flex: none;
        border-color: var(--accent);
        background: var(--accent);
        color: var(--on-accent);
        font-weight: 600;
      }
      a.button:hover {
        background: color-mix(in srgb, var(--accent) 88%, var(--ink));
      }
    `,
  ];

  @property({ attribute: false }) next: Next = { do: 'wait' };

  override render(): TemplateResult {
    const [sentence, action] = this.said();
    return html`<section aria-labelledby="next">
      <h2 id="next">${say.next()}</h2>
      <p>${sentence}</p>
      ${action}
    </section>`;
  }

  private said(): [string, TemplateResult | string] {
    const { next } = this;
    switch (next.do) {
      case 'import':
        return [say.import(), link(format({ page: 'import' }), say.importNow())];
      case 'propose':
        return [
          say.propose(next.dataset.name),
          html`<button class="primary" @click=${() => propose(next.dataset.id)}>
            ${say.proposeNow()}
          </button>`,
        ];
      case 'branch':
        return [
          say.branch(next.plan.name),
          html`<button class="primary" @click=${() => branch(next.plan)}>${say.branchNow()}</button>`,
        ];
      case 'edit':
        return [say.edit(next.plan.name), link(format(planRoute(next.plan.id)), say.editNow())];
      case 'approve': {
        const address = format(planRoute(next.plan.id, { panel: 'plan' }));
        return [say.approve(next.plan.name), link(address, say.approveNow())];
      }
      case 'look':
        return [say.look(next.plan.name), link(format(planRoute(next.plan.id)), say.lookNow())];
      case 'wait':
        return [say.wait(), ''];
    }
  }
}

function link(address: string, said: string): TemplateResult {
  return html`<a class="button" href=${address} @click=${follow}>${said}</a>`;
}
