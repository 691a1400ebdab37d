/** Styles of controls, shared by all elements: `static styles = [controls, css`...`]`. */
import { css } from 'lit';

export const controls = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host {
    color: var(--ink);
    font: var(--text) / 1.5 var(--sans);
  }
  [hidden] {
    display: none !important;
  }
  h1,
  h2,
  h3,
  p {
    margin: 0;
  }
  h1 {
    font-size: 20px;
    line-height: 1.3;
    font-weight: 650;
  }
  h2 {
    font-size: 16px;
    line-height: 1.35;
    font-weight: 650;
  }
  h3 {
    font-size: var(--text);
    font-weight: 650;
  }
  a {
    color: var(--accent);
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
    border-radius: 3px;
  }
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }
  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: 32px;
    padding: 3px 12px;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--card);
    color: var(--ink);
    text-decoration: none;
    white-space: nowrap;
    cursor: pointer;
  }
  button:hover:not(:disabled),
  .button:hover {
    background: var(--sunken);
    border-color: var(--muted);
  }
  button:disabled {
    opacity: 0.5;
    cursor: not-allowed;
  }
  button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
  }
  button.primary:hover:not(:disabled) {
    background: color-mix(in srgb, var(--accent) 88%, var(--ink));
  }
  button.danger {
    border-color: var(--danger);
    color: var(--danger);
  }
  button.plain {
    border-color: transparent;
    background: transparent;
  }
  button.plain:hover:not(:disabled) {
    background: color-mix(in srgb, var(--ink) 7%, transparent);
  }
  button[aria-pressed='true'],
  button[aria-selected='true'] {
    border-color: var(--accent);
    background: var(--accent-soft);
    color: var(--accent);
  }
  button.icon {
    width: 32px;
    padding: 0;
  }
  input:not([type='checkbox'], [type='radio'], [type='range'], [type='file']),
  select,
  textarea {
    min-height: 32px;
    width: 100%;
    padding: 4px 10px;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--card);
    font-weight: 400;
  }
  input[type='checkbox'],
  input[type='radio'] {
    accent-color: var(--accent);
    width: 16px;
    height: 16px;
    margin: 0;
  }
  label {
    display: grid;
    gap: 4px;
    font-weight: 550;
  }
  label.inline {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    font-weight: 400;
  }
  .hint {
    color: var(--muted);
    font-size: var(--small);
    font-weight: 400;
  }
  .figures {
    font-variant-numeric: tabular-nums;
  }
  .code {
    font-family: var(--mono);
    font-size: 0.93em;
  }
  kbd {
    display: inline-block;
    min-width: 20px;
    padding: 0 5px;
    border: 1px solid var(--line-strong);
    border-bottom-width: 2px;
    border-radius: 4px;
    background: var(--card);
    font: 12px/18px var(--mono);
    text-align: center;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th {
    padding: 6px 8px;
    border-bottom: 1px solid var(--line-strong);
    color: var(--muted);
    font-size: var(--small);
    font-weight: 600;
    text-align: start;
    white-space: nowrap;
  }
  td {
    padding: 6px 8px;
    border-bottom: 1px solid var(--line);
    vertical-align: middle;
  }
  th.number,
  td.number {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 0 8px;
    border-radius: 999px;
    background: var(--sunken);
    font-size: var(--small);
    line-height: 22px;
    white-space: nowrap;
  }
  .badge.good {
    background: var(--good-soft);
    color: var(--good);
  }
  .badge.low {
    background: var(--low-soft);
    color: var(--low);
  }
  .badge.high {
    background: var(--high-soft);
    color: var(--high);
  }
  .badge.danger {
    background: var(--danger-soft);
    color: var(--danger);
  }
  .badge.notice {
    background: var(--notice-soft);
    color: var(--notice);
  }
  .error {
    padding: 8px 12px;
    border-inline-start: 3px solid var(--danger);
    border-radius: var(--radius);
    background: var(--danger-soft);
    color: var(--danger);
  }
  .empty {
    padding: 32px 16px;
    color: var(--muted);
    text-align: center;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  dialog {
    width: min(720px, calc(100vw - 32px));
    max-height: calc(100dvh - 32px);
    padding: 0;
    border: 1px solid var(--line);
    border-radius: 10px;
    background: var(--card);
    color: var(--ink);
    box-shadow: var(--shadow);
  }
  dialog::backdrop {
    background: rgb(16 24 32 / 45%);
  }
  dialog > header,
  dialog > footer {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 12px 20px;
  }
  dialog > header {
    justify-content: space-between;
    border-bottom: 1px solid var(--line);
  }
  dialog > footer {
    justify-content: flex-end;
    border-top: 1px solid var(--line);
  }
  dialog > .body {
    display: grid;
    gap: 16px;
    padding: 16px 20px;
    overflow: auto;
  }
  @media (pointer: coarse) {
    button,
    .button,
    summary,
    input:not([type='checkbox'], [type='radio'], [type='range'], [type='file']),
    select,
    textarea {
      min-height: 40px;
    }
    button.icon {
      width: 40px;
    }
    label.inline {
      min-height: 40px;
    }
  }
`;
