/** Letters of the map: the page's own font files, each fetched when a letter it holds is drawn. */
import ranges from '@fontsource-variable/noto-sans-sc/unicode.json' with { type: 'json' };
import type { FontFacesSpecification } from 'maplibre-gl';

/** Font of names, Chinese and Latin. */
export const NAMES = 'Wangge Names';

const files = import.meta.glob<string>(
  '/node_modules/@fontsource-variable/noto-sans-sc/files/*-wght-normal.woff2',
  { query: '?url', import: 'default', eager: true },
);

/** The `font-faces` of a style. */
export function fontFaces(): FontFacesSpecification {
  const faces = Object.entries(ranges).flatMap(([subset, range]) => {
    const name = subset.replaceAll(/[[\]]/g, '');
    const [, url] =
      Object.entries(files).find(([path]) => path.includes(`-sc-${name}-wght-`)) ?? [];
    return url
      ? [{ url: new URL(url, location.href).href, 'unicode-range': range.split(',') }]
      : [];
  });
  return { [NAMES]: faces };
}
