/* Units and what is asked of the data by every other part. */

/** What is balanced, as a unit: households, residents, or the name of a column. */
function unit() {
  const key = "unit_" + data.rules.by;
  return key in data.words.zh ? say(key) : data.rules.by;
}

function area(squareMetres) {
  if (squareMetres >= 1e6) return `${number(squareMetres / 1e6, 2)} ${say("square_kilometres")}`;
  if (squareMetres >= 1e4) return `${number(squareMetres / 1e4, 1)} ${say("hectares")}`;
  return `${number(squareMetres)} ${say("square_metres")}`;
}

function metresPerPixel() {
  const latitude = (map.getCenter().lat * Math.PI) / 180;
  return (40075016.686 * Math.cos(latitude)) / (256 * 2 ** map.getZoom());
}

/** Pixels of a radius given in millionths of a degree of latitude. */
function pixels(radius) {
  return (radius * 0.11132) / metresPerPixel();
}

function communityOf(grid) {
  return grid.community === null ? null : data.communities[grid.community];
}

/** How a grid stands: in, excused, unexcused or dedicated. */
function standing(grid) {
  if (grid.step < 0) return "dedicated";
  return grid.off === 0 ? "in" : grid.excused ? "excused" : "unexcused";
}

for (const grid of data.grids) grid.micro = [];
for (const micro of data.micro.all) {
  if (micro.grid !== null) data.grids[micro.grid].micro.push(micro);
}
