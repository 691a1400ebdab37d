/** Looks of the form of a proposal. */
import { css } from 'lit';

export const proposalStyles = css`
  .columns {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 0 32px;
  }
  .columns > div {
    display: grid;
    gap: 24px;
    align-content: start;
  }
  @media (width <= 860px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
      gap: 24px;
    }
  }
  fieldset {
    display: grid;
    gap: 12px;
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0 0 8px;
    font-size: 15px;
    font-weight: 650;
  }
  summary {
    min-height: 28px;
    cursor: pointer;
  }
  summary span:first-of-type {
    font-weight: 550;
  }
  details[open] summary {
    margin-bottom: 8px;
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 16px;
    align-items: end;
  }
  .label {
    font-weight: 550;
  }
  .range {
    display: grid;
    gap: 4px;
  }
  .ends {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto minmax(0, 1fr);
    gap: 8px;
    align-items: center;
  }
  .radios {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 20px;
    align-items: center;
    min-height: 28px;
  }
  .cards {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 8px;
  }
  .cards.three {
    grid-template-columns: repeat(3, minmax(0, 1fr));
  }
  label.card {
    display: flex;
    gap: 8px;
    align-items: flex-start;
    padding: 8px 10px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--card);
    cursor: pointer;
  }
  label.card.on {
    border-color: var(--accent);
    background: var(--accent-soft);
  }
  label.card:has(:disabled) {
    color: var(--muted);
    cursor: not-allowed;
  }
  label.card input {
    flex: none;
    margin-top: 3px;
  }
  label.card small {
    display: block;
    color: var(--muted);
    font-size: var(--small);
    font-weight: 400;
    line-height: 1.35;
  }
  .fault {
    color: var(--danger);
    font-size: var(--small);
    font-weight: 550;
  }
`;
