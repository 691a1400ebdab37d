/** Language and theme. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import screenIcon from 'lucide-static/icons/monitor.svg?raw';
import moon from 'lucide-static/icons/moon.svg?raw';
import sun from 'lucide-static/icons/sun.svg?raw';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { setTheme, type Theme, themeChoice } from '../ui/theme.ts';
import { dictionary, language, setLanguage } from '../ui/words.ts';
import '../ui/wg-menu.ts';

const say = dictionary({
  theme: ['明暗', 'Light or dark'],
  light: ['浅色', 'Light'],
  dark: ['深色', 'Dark'],
  screen: ['跟随系统', 'As the system'],
});
const THEMES: readonly (readonly [Theme | 'screen', string])[] = [
  ['light', sun],
  ['dark', moon],
  ['screen', screenIcon],
];

@customElement('wg-switches')
export class WgSwitches extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: inline-flex;
        align-items: center;
        gap: 4px;
      }
      button.language {
        padding: 3px 10px;
      }
    `,
  ];

  override render(): TemplateResult {
    const chosen = themeChoice.get();
    const other = language.get() === 'zh' ? 'en' : 'zh';
    const face = THEMES.find(([one]) => one === chosen)?.[1] ?? screenIcon;
    return html`
      <button
        class="plain language"
        lang=${other}
        @click=${() => setLanguage(other)}
      >
        ${other === 'en' ? 'English' : '中文'}
      </button>
      <wg-menu label=${say.theme()} compact>
        <span slot="face">${icon(face)}</span>
        ${THEMES.map(
          ([one, drawing]) => html`<button
            aria-pressed=${one === chosen}
            @click=${() => setTheme(one)}
          >
            ${icon(drawing)} ${say[one]()}
          </button>`,
        )}
      </wg-menu>
    `;
  }
}
