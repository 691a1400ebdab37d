/** How the panel of the plan's life looks. */
import { css } from 'lit';
import { controls } from '../ui/controls.ts';

export const styles = [
  controls,
  css`
    :host {
      display: block;
    }
    section {
      display: grid;
      gap: 8px;
      padding: 16px;
      border-top: 1px solid var(--line);
    }
    section.top {
      border-top: 0;
    }
    section.next {
      padding-top: 0;
      border-top: 0;
    }
    h2 {
      display: -webkit-box;
      overflow: hidden;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
    }
    .stages {
      display: flex;
      gap: 4px;
      margin: 0;
      padding: 0;
      list-style: none;
      font-size: var(--small);
    }
    .stages li {
      flex: 1;
      padding: 4px 0 2px;
      border-top: 4px solid var(--line);
      color: var(--muted);
    }
    .stages .past {
      border-color: var(--line-strong);
    }
    .stages .now {
      border-color: var(--accent);
      color: var(--accent);
      font-weight: 650;
    }
    .actions {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
    }
    .actions:empty {
      display: none;
    }
    .note {
      padding: 8px 12px;
      border-inline-start: 3px solid var(--notice);
      border-radius: var(--radius);
      background: var(--notice-soft);
    }
    .note.danger {
      border-color: var(--danger);
      background: var(--danger-soft);
    }
    .error button {
      margin-top: 8px;
    }
    .badges {
      display: flex;
      flex-wrap: wrap;
      gap: 6px;
    }
    dl {
      display: grid;
      grid-template-columns: max-content minmax(0, 1fr);
      gap: 4px 16px;
      margin: 0;
    }
    dt {
      color: var(--muted);
    }
    dd {
      margin: 0;
      overflow-wrap: anywhere;
    }
    .way {
      display: grid;
      gap: 8px;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    .way li {
      display: grid;
      padding-inline-start: 12px;
      border-inline-start: 2px solid var(--line-strong);
    }
    .way q {
      color: var(--danger);
      overflow-wrap: anywhere;
      quotes: none;
    }
  `,
];
