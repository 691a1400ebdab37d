/** Which cameras are meant where one looks. */
import type { CommandRoute } from '../app/command-route.ts';

/** Near the open ticket, of the chosen grid, or of what the map shows. */
export type Asked = 'ticket' | 'grid' | 'map';

type Looked = Pick<CommandRoute, 'ticket' | 'grid' | 'jurisdiction'>;

export function askedOf(now: Looked): Asked {
  return now.ticket !== null ? 'ticket' : now.grid !== null ? 'grid' : 'map';
}

interface Bounds {
  getWest(): number;
  getSouth(): number;
  getEast(): number;
  getNorth(): number;
}

/** West, south, east, north as the service takes them. */
export function boxOf(bounds: Bounds | null): string | null {
  if (!bounds) {
    return null;
  }
  const sides = [
    Math.max(-180, bounds.getWest()),
    Math.max(-85, bounds.getSouth()),
    Math.min(180, bounds.getEast()),
    Math.min(85, bounds.getNorth()),
  ];
  return sides.map((side) => side.toFixed(6)).join(',');
}

/** What is asked of the list of cameras. */
export function query(
  now: Looked,
  by: Asked,
  box: string | null,
  limit: number,
): Record<string, string | number> {
  return {
    limit,
    ...(now.jurisdiction ? { jurisdiction: now.jurisdiction } : {}),
    ...(by === 'grid' && now.grid ? { grid: now.grid } : {}),
    ...(by === 'map' && box ? { bbox: box } : {}),
  };
}
