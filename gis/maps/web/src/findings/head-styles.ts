/** How what stands above the queue of findings looks. */
import { css } from 'lit';
import { controls } from '../ui/controls.ts';

export const styles = [
  controls,
  css`
    :host {
      display: grid;
      gap: 8px;
      padding: 12px;
      border-bottom: 1px solid var(--line);
    }
    .row {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: 8px;
      min-width: 0;
    }
    .row > .hint {
      min-width: 0;
    }
    .row button {
      flex: none;
    }
    .stale,
    .running {
      display: grid;
      gap: 6px;
      padding: 8px 12px;
      border-inline-start: 3px solid var(--notice);
      border-radius: var(--radius);
      background: var(--notice-soft);
    }
    .running {
      border-color: var(--accent);
      background: var(--accent-soft);
    }
    progress {
      width: 100%;
      height: 8px;
      accent-color: var(--accent);
    }
    .trays {
      display: grid;
      grid-template-columns: repeat(4, minmax(0, 1fr));
      gap: 4px;
    }
    .trays button {
      display: grid;
      gap: 0;
      min-height: 44px;
      padding: 2px 4px;
      font-size: var(--small);
      line-height: 1.3;
    }
    .trays strong {
      font-size: 15px;
      font-variant-numeric: tabular-nums;
    }
    .filters {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(160px, 1fr));
      gap: 8px;
    }
  `,
];
