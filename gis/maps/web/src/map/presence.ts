/** Who works where: a badge with a name at each community that somebody else is in. */
import { type Map as MapLibre, Marker } from 'maplibre-gl';
import type { Presence } from '../plan/types.ts';
import type { Box } from './contract.ts';

/** Pixels above the middle of a community, where its name stands. */
const ABOVE = 26;

export class Badges {
  readonly #markers = new Map<string, Marker>();

  constructor(readonly map: MapLibre) {}

  /** Show these people, and nobody else. */
  show(people: readonly Presence[], boxes: ReadonlyMap<string, Box>): void {
    const wanted = together(people);
    for (const [community, marker] of this.#markers) {
      if (!wanted.has(community)) {
        marker.remove();
        this.#markers.delete(community);
      }
    }
    for (const [community, names] of wanted) {
      const box = boxes.get(community);
      if (box) {
        this.#badge(community, box).getElement().textContent = names.join('、');
      }
    }
  }

  #badge(community: string, [west, south, east, north]: Box): Marker {
    const there = this.#markers.get(community);
    if (there) {
      return there;
    }
    const element = document.createElement('div');
    element.className = 'presence';
    const marker = new Marker({ element, anchor: 'bottom', offset: [0, -ABOVE] })
      .setLngLat([(west + east) / 2, (south + north) / 2])
      .addTo(this.map);
    this.#markers.set(community, marker);
    return marker;
  }
}

/** Names by community, each once. */
export function together(people: readonly Presence[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { actor, community } of people) {
    const names = found.get(community) ?? [];
    if (!names.includes(actor)) {
      found.set(community, [...names, actor]);
    }
  }
  return found;
}
