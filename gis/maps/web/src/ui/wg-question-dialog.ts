/** A question that is answered with yes, and where wanted with a reason. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { present } from './dialogs.ts';
import { FormDialog } from './form-dialog.ts';

/** Words are asked for anew whenever what they tell of changes. */
export interface Question {
  title(): string;
  text(): string;
  /** What the button of those who agree says. */
  yes(): string;
  readonly tone?: 'primary' | 'danger';
  /** What the reason is called; none is asked for without it. */
  reason?(): string;
}

/** Ask, and go on with the reason ('' where none is asked for) once somebody agrees. */
export function ask(question: Question, agreed: (reason: string) => void): void {
  present(Object.assign(new WgQuestionDialog(), { question, agreed }));
}

@customElement('wg-question-dialog')
export class WgQuestionDialog extends FormDialog {
  question!: Question;
  agreed!: (reason: string) => void;
  @query('textarea') private reason!: HTMLTextAreaElement | null;

  protected heading(): string {
    return this.question.title();
  }

  protected doIt(): string {
    return this.question.yes();
  }

  protected override tone(): 'primary' | 'danger' {
    return this.question.tone ?? 'primary';
  }

  protected body(): TemplateResult {
    const reason = this.question.reason?.();
    return html`<p>${this.question.text()}</p>
      ${
        reason
          ? html`<label
              >${reason}
              <textarea rows="3" autofocus required minlength="3" maxlength="2000"></textarea>
            </label>`
          : nothing
      }`;
  }

  protected send(): void {
    this.dialog.close();
    this.agreed(this.reason?.value.trim() ?? '');
  }
}
