/** Line icons (lucide), drawn in the colour of the text around them. */
import { html, type TemplateResult } from 'lit';
import { unsafeSVG } from 'lit/directives/unsafe-svg.js';

/** An icon; import its drawing with `import undo from 'lucide-static/icons/undo-2.svg?raw'`. */
export function icon(drawing: string, size = 18): TemplateResult {
  const sized = drawing
    .replace(/^[\s\S]*?(?=<svg)/, '')
    .replace(/width="\d+"/, `width="${size}"`)
    .replace(/height="\d+"/, `height="${size}"`)
    .replace('<svg', '<svg aria-hidden="true"');
  return html`${unsafeSVG(sized)}`;
}
