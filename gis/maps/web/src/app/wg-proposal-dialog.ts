import { LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';
@customElement('wg-proposal-dialog')
export class WgProposalDialog extends LitElement {}
