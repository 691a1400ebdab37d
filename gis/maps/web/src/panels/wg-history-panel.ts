import { html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('wg-history-panel')
export class WgHistoryPanel extends LitElement {
  override render(): TemplateResult {
    return html``;
  }
}
