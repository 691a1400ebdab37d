/** `style=${styles({ left: '8px' })}`: lit's `styleMap`, whose first text the page's rules for
 * content refuse as inline style, through the properties instead. */
import { noChange } from 'lit';
import {
  type AttributePart,
  Directive,
  directive,
  type PartInfo,
  PartType,
} from 'lit/directive.js';
import type { StyleInfo } from 'lit/directives/style-map.js';

class Styles extends Directive {
  private before: readonly string[] = [];

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ATTRIBUTE || part.name !== 'style' || part.strings !== undefined) {
      throw new Error('styles() is for the style attribute, alone in it');
    }
  }

  override render(_: Readonly<StyleInfo>): typeof noChange {
    return noChange;
  }

  override update({ element }: AttributePart, [info]: [Readonly<StyleInfo>]): typeof noChange {
    const { style } = element as HTMLElement;
    const gone = this.before.filter((name) => !(name in info));
    for (const name of [...gone, ...Object.keys(info)]) {
      const property = name.replace(/[A-Z]/g, '-$&').toLowerCase();
      style.setProperty(property, String(info[name] ?? ''));
    }
    this.before = Object.keys(info);
    return noChange;
  }
}

/** Set properties of style: `borderColor` or `border-color`, `--swatch`. */
export const styles = directive(Styles);
