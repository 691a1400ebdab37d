import { css } from 'lit';

export const chipStyles = css`
  :host {
    position: absolute;
    inset: 0;
    z-index: 2;
    overflow: hidden;
    pointer-events: none;
  }
  .docked {
    position: absolute;
    inset: 12px 16px auto;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    justify-items: center;
  }
  .pill,
  .chips {
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--raised);
    box-shadow: var(--shadow);
  }
  .pill {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 4px 12px;
    font-size: var(--small);
  }
  .pill.offline {
    border-color: var(--danger);
    background: var(--danger-soft);
    color: var(--danger);
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    max-width: 100%;
    padding: 4px 6px;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    padding: 2px 8px;
  }
  .chip + .chip {
    border-inline-start: 1px solid var(--line);
  }
  .chip .code {
    color: var(--muted);
    font-weight: 600;
  }
  .count {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .count i {
    margin: 0 5px;
    color: var(--faint);
    font-style: normal;
  }
  .count b {
    font-weight: 650;
  }
  .refused {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    margin-inline-start: 4px;
    padding: 1px 10px;
    border-radius: 6px;
    background: var(--danger-soft);
    color: var(--danger);
    font-weight: 600;
  }
  .phase {
    display: inline-flex;
    padding-inline-start: 4px;
    color: var(--accent);
  }
  .done .phase {
    color: var(--good);
  }
  .sending .phase svg {
    animation: turn 900ms linear infinite;
  }
  .floating {
    position: absolute;
    width: max-content;
    translate: 20px 20px;
  }
  .floating.left {
    translate: calc(-100% - 20px) 20px;
  }
  .floating.over {
    translate: 20px calc(-100% - 20px);
  }
  .floating.left.over {
    translate: calc(-100% - 20px) calc(-100% - 20px);
  }
  .floating .chips {
    flex-direction: column;
    align-items: stretch;
    max-width: 280px;
    padding: 4px;
    font-size: var(--small);
  }
  .floating .chip {
    justify-content: space-between;
    border: 0;
  }
  .floating .badge {
    width: 24px;
    padding: 0;
    justify-content: center;
  }
  .floating .refused {
    margin: 2px;
    font-size: var(--small);
  }
  .grip {
    position: absolute;
    display: grid;
    place-items: center;
    width: 28px;
    height: 28px;
    border: 2px solid var(--on-accent);
    border-radius: 50%;
    background: var(--accent);
    color: var(--on-accent);
    box-shadow: var(--shadow);
    translate: -50% -50%;
  }
  .grip.held {
    scale: 0.85;
    opacity: 0.85;
  }
  .brush {
    position: absolute;
    border: 2px solid var(--accent);
    border-radius: 50%;
    background: color-mix(in srgb, var(--accent) 12%, transparent);
    box-shadow: 0 0 0 1px var(--on-accent);
    translate: -50% -50%;
  }
  .cross {
    position: absolute;
    width: 33px;
    height: 33px;
    translate: -50% -50%;
    background:
      linear-gradient(var(--accent), var(--accent)) center / 2px 100% no-repeat,
      linear-gradient(var(--accent), var(--accent)) center / 100% 2px no-repeat;
    filter: drop-shadow(0 0 1px var(--on-accent));
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
`;
