import { html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('wg-plan-panel')
export class WgPlanPanel extends LitElement {
  override render(): TemplateResult {
    return html``;
  }
}
