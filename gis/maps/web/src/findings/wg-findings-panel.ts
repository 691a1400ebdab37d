import { html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('wg-findings-panel')
export class WgFindingsPanel extends LitElement {
  override render(): TemplateResult {
    return html``;
  }
}
