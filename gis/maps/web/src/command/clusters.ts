/** Clusters of tickets on the map: rings that are pressed to look nearer, or to list what lies on one
 * point. */
import { type Map as MapLibre, Marker } from 'maplibre-gl';
import { colourName } from '../tickets/words.ts';
import { dictionary, figure } from '../ui/words.ts';
import type { Cluster } from './contract.ts';
import { arcs, diameter, PARTS, partsOf } from './donut.ts';

const say = dictionary({
  tickets: (count: string) => [`${count} 件`, `${count} tickets`],
  closed: ['已结案', 'Closed'],
});

const SVG = 'http://www.w3.org/2000/svg';
const NEARER = 2;
/** Signs of single tickets: late a diamond, due soon a triangle, in time a disc, closed a ring. */
export const SIGNS = {
  red: 'M11 1 21 11 11 21 1 11Z',
  yellow: 'M11 2 21 20H1Z',
  green: 'M11 3a8 8 0 1 1 0 16 8 8 0 0 1 0-16Z',
  closed: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14ZM11 8a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z',
} as const;
const SINGLE = 22;

interface Shown {
  readonly key: string;
  readonly marker: Marker;
}

export class Clusters {
  #shown = new Map<string, Shown>();

  /** @param open shows tickets by their ids. */
  constructor(
    private readonly map: MapLibre,
    private readonly open: (ids: readonly number[]) => void,
  ) {}

  /** Show exactly these. */
  show(clusters: readonly Cluster[]): void {
    const next = new Map<string, Shown>();
    for (const cluster of clusters) {
      const key = keyOf(cluster);
      next.set(key, this.#shown.get(key) ?? { key, marker: this.#marker(cluster) });
    }
    for (const [key, { marker }] of this.#shown) {
      if (!next.has(key)) {
        marker.remove();
      }
    }
    this.#shown = next;
  }

  #marker(cluster: Cluster): Marker {
    const element = document.createElement('button');
    element.className = 'cluster';
    element.tabIndex = -1;
    const told = toldOf(cluster);
    element.title = told;
    element.setAttribute('aria-label', told);
    element.append(cluster.count === 1 ? single(cluster) : ring(cluster));
    element.addEventListener('click', (event) => {
      event.stopPropagation();
      this.#pressed(cluster);
    });
    return new Marker({ element }).setLngLat([cluster.lon, cluster.lat]).addTo(this.map);
  }

  #pressed(cluster: Cluster): void {
    const at = [cluster.lon, cluster.lat] as const;
    if (cluster.ids?.length) {
      this.open(cluster.ids);
    } else {
      this.map.easeTo({ center: [...at], zoom: this.map.getZoom() + NEARER });
    }
  }
}

/** What a ring says to those who do not see it. */
export function toldOf(cluster: Cluster): string {
  const parts = partsOf(cluster);
  const told = PARTS.filter((part) => parts[part] > 0).map(
    (part) => `${part === 'closed' ? say.closed() : colourName(part)} ${figure(parts[part])}`,
  );
  return `${say.tickets(figure(cluster.count))}: ${told.join(', ')}`;
}

function keyOf(cluster: Cluster): string {
  const { lon, lat, count, red, yellow, green } = cluster;
  return [lon.toFixed(6), lat.toFixed(6), count, red, yellow, green].join();
}

function ring(cluster: Cluster): SVGElement {
  const size = diameter(cluster.count);
  const drawing = svg(size);
  const back = document.createElementNS(SVG, 'circle');
  back.setAttribute('class', 'back');
  back.setAttribute('cx', String(size / 2));
  back.setAttribute('cy', String(size / 2));
  back.setAttribute('r', String(size / 2 - 2.5));
  drawing.append(back);
  for (const { part, path } of arcs(partsOf(cluster), size)) {
    drawing.append(shape(path, part));
  }
  const text = document.createElementNS(SVG, 'text');
  text.setAttribute('x', '50%');
  text.setAttribute('y', '50%');
  text.textContent = figure(cluster.count);
  drawing.append(text);
  return drawing;
}

function single(cluster: Cluster): SVGElement {
  const parts = partsOf(cluster);
  const part = PARTS.find((one) => parts[one] > 0) ?? 'closed';
  const drawing = svg(SINGLE);
  drawing.append(shape(SIGNS[part], `single ${part}`));
  return drawing;
}

function svg(size: number): SVGElement {
  const drawing = document.createElementNS(SVG, 'svg');
  drawing.setAttribute('width', String(size));
  drawing.setAttribute('height', String(size));
  drawing.setAttribute('aria-hidden', 'true');
  return drawing;
}

function shape(path: string, name: string): SVGElement {
  const drawing = document.createElementNS(SVG, 'path');
  drawing.setAttribute('d', path);
  drawing.setAttribute('fill-rule', 'evenodd');
  drawing.setAttribute('class', name);
  return drawing;
}
