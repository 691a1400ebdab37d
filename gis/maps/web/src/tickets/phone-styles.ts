/** What the parts of the mobile page look alike in: made for a thumb. */
import { css } from 'lit';
import { controls } from '../ui/controls.ts';

export const phone = [
  controls,
  css`
    :host {
      display: block;
    }
    button,
    .button,
    input:not([type='checkbox'], [type='radio'], [type='range'], [type='file']),
    select {
      min-height: 44px;
    }
    button.icon {
      width: 44px;
    }
    .card {
      display: grid;
      gap: 8px;
      padding: 12px;
      border: 1px solid var(--line);
      border-radius: 10px;
      background: var(--card);
    }
    .cards {
      display: grid;
      gap: 8px;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    .line {
      display: flex;
      gap: 8px;
      align-items: center;
      min-width: 0;
    }
    .line > .grow {
      flex: 1;
      min-width: 0;
      overflow-wrap: anywhere;
    }
    .line > svg {
      flex: none;
    }
    h2 {
      display: flex;
      gap: 8px;
      align-items: baseline;
      font-size: 15px;
    }
    h2 .hint {
      margin-inline-start: auto;
    }
  `,
];
