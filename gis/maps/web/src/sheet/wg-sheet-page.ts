import { html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('wg-sheet-page')
export class WgSheetPage extends LitElement {
  override render(): TemplateResult {
    return html``;
  }
}
