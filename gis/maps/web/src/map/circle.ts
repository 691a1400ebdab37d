/** Circles as lists of positions: what a phone believes, what lies within reach. */

/** A circle on the ground as a ring of lon/lat. */
export function circle(lon: number, lat: number, metres: number, corners = 48): [number, number][] {
  const perDegree = 111_320;
  const across = perDegree * Math.cos((lat * Math.PI) / 180);
  return Array.from({ length: corners + 1 }, (_, i): [number, number] => {
    const angle = (2 * Math.PI * (i % corners)) / corners;
    return [
      lon + (metres * Math.cos(angle)) / across,
      lat + (metres * Math.sin(angle)) / perDegree,
    ];
  });
}
