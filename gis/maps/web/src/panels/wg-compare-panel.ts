import { html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('wg-compare-panel')
export class WgComparePanel extends LitElement {
  override render(): TemplateResult {
    return html``;
  }
}
