/** All cameras, remote patrols, and for auditors who looked through which camera. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import book from 'lucide-static/icons/book-user.svg?raw';
import cctv from 'lucide-static/icons/cctv.svg?raw';
import walk from 'lucide-static/icons/route.svg?raw';
import { me, type Role } from '../api/session.ts';
import { CAMERA_TABS, type CameraTab, follow, format } from '../app/route.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { dictionary } from '../ui/words.ts';

const say = dictionary({
  title: ['摄像头', 'Cameras'],
  tabs: ['分类', 'Views'],
  cameras: ['摄像头', 'Cameras'],
  patrols: ['远程巡检', 'Remote patrols'],
  viewings: ['调看登记簿', 'Register of viewings'],
  none: ['您的角色看不到摄像头。', 'Your roles do not see cameras.'],
});
const ICONS: Record<CameraTab, string> = { cameras: cctv, patrols: walk, viewings: book };
/** Who sees what. */
const MAY: Record<CameraTab, readonly Role[]> = {
  cameras: ['commander', 'worker', 'supervisor', 'checker', 'auditor', 'admin'],
  patrols: ['commander'],
  viewings: ['auditor', 'admin'],
};

@customElement('wg-cameras-page')
export class WgCamerasPage extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: 16px;
        align-content: start;
        max-width: 1440px;
        margin: 0 auto;
        padding: 24px 24px 48px;
      }
      nav {
        display: flex;
        gap: 4px;
        border-bottom: 1px solid var(--line);
      }
      nav a {
        display: inline-flex;
        gap: 6px;
        align-items: center;
        min-height: 40px;
        padding: 0 14px;
        border-bottom: 2px solid transparent;
        color: var(--muted);
        text-decoration: none;
      }
      nav a:hover {
        color: var(--ink);
      }
      nav a[aria-current] {
        border-bottom-color: var(--accent);
        color: var(--ink);
        font-weight: 600;
      }
      nav a:focus-visible {
        outline-offset: -3px;
      }
    `,
  ];

  @property() tab: CameraTab = 'cameras';

  override render(): TemplateResult {
    const tabs = CAMERA_TABS.filter(may);
    const tab = tabs.includes(this.tab) ? this.tab : tabs[0];
    return html`<h1>${say.title()}</h1>
      <nav aria-label=${say.tabs()}>
        ${tabs.map(
          (one) => html`<a
            href=${format({ page: 'cameras', tab: one })}
            aria-current=${one === tab ? 'page' : nothing}
            @click=${follow}
            >${icon(ICONS[one], 17)}${say[one]()}</a
          >`,
        )}
      </nav>
      ${tab ? content(tab) : html`<p class="empty">${say.none()}</p>`}`;
  }
}

function content(tab: CameraTab): TemplateResult {
  switch (tab) {
    case 'cameras':
      void import('./wg-camera-table.ts');
      return html`<wg-camera-table></wg-camera-table>`;
    case 'patrols':
      void import('./wg-patrols.ts');
      return html`<wg-patrols></wg-patrols>`;
    case 'viewings':
      void import('./wg-viewings-table.ts');
      return html`<wg-viewings-table></wg-viewings-table>`;
  }
}

function may(tab: CameraTab): boolean {
  return (me.get()?.grants ?? []).some(({ role }) => MAY[tab].includes(role));
}
