import { css } from 'lit';

export const toolbarStyles = css`
  :host {
    position: relative;
    z-index: 3;
    display: flex;
    flex-direction: column;
    justify-content: space-between;
    width: 64px;
    padding: 8px 4px;
    border-inline-end: 1px solid var(--line);
    background: var(--card);
  }
  [role='toolbar'] {
    display: grid;
    gap: 2px;
  }
  hr {
    width: 32px;
    margin: 6px auto;
    border: 0;
    border-top: 1px solid var(--line);
  }
  button {
    position: relative;
    flex-direction: column;
    gap: 1px;
    width: 100%;
    min-height: 50px;
    padding: 4px 0;
    font-size: 11.5px;
    line-height: 1.3;
  }
  button[aria-disabled='true'] {
    color: var(--faint);
    cursor: not-allowed;
  }
  button[aria-disabled='true'] > svg {
    opacity: 0.55;
  }
  button[aria-pressed='true'] {
    border-color: transparent;
    box-shadow: inset 3px 0 0 var(--accent);
    font-weight: 600;
  }
  .tip {
    position: absolute;
    inset-inline-start: calc(100% + 8px);
    top: 50%;
    z-index: 1;
    display: flex;
    align-items: center;
    gap: 8px;
    visibility: hidden;
    width: max-content;
    max-width: 400px;
    padding: 6px 10px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--raised);
    color: var(--ink);
    box-shadow: var(--shadow);
    font-size: var(--small);
    font-weight: 400;
    text-align: start;
    white-space: normal;
    opacity: 0;
    translate: 0 -50%;
    transition: opacity 90ms 250ms;
    pointer-events: none;
  }
  button:hover > .tip,
  button:focus-visible > .tip {
    visibility: visible;
    opacity: 1;
  }
  .light {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 1px;
    color: var(--muted);
    font-size: 11.5px;
    line-height: 1.3;
    text-align: center;
  }
  .light.saved > svg {
    color: var(--good);
  }
  .light.offline {
    color: var(--danger);
    font-weight: 600;
  }
  .light.sending > svg {
    animation: turn 900ms linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (height <= 640px) {
    button {
      min-height: 40px;
    }
  }
`;
