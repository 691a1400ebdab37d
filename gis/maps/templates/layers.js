/* The drawn layers, from the ground up. Each has a key that the panel switches. */

const PANES = { ground: 210, backdrop: 310, lines: 410, hits: 510, labels: 610 };
const pens = {};
for (const [name, height] of Object.entries(PANES)) {
  const pane = map.createPane(name);
  pane.style.zIndex = height;
  if (name !== "hits") pane.style.pointerEvents = "none";
  pens[name] = new HatchCanvas({ pane: name, padding: 0.25 });
}
map.getPane("popupPane").style.zIndex = 700;

const layers = {};
const byZoom = [];

function add(key, layer, weight) {
  (layers[key] = layers[key] || L.layerGroup()).addLayer(layer);
  if (weight) byZoom.push([layer, weight]);
  return layer;
}

function polygon(lines, pane, options) {
  return L.polygon(lines.map(decode), { renderer: pens[pane], pane, interactive: false,
    smoothFactor: 0.6, ...options });
}

function polyline(lines, pane, options) {
  return L.polyline(lines.map(decode), { renderer: pens[pane], pane, interactive: false,
    smoothFactor: 0.6, lineCap: "butt", ...options });
}

/** Ink grows a little with the scale: 1 on an overview, 1.6 in a street. */
function growth() {
  return Math.min(1.6, Math.max(0.75, 1 + (map.getZoom() - 15) * 0.2));
}

function drawGround() {
  for (const grid of data.grids) {
    const dedicated = grid.step < 0;
    const fill = dedicated ? categoryLook(grid.category).fill : look.scale[grid.step];
    const how = standing(grid);
    add(dedicated ? "dedicated" : "base", polygon(grid.g, "ground", { stroke: false,
      fillColor: fill, fillOpacity: 1,
      hatch: how === "excused" || how === "unexcused" ? how : null }));
  }
  if (!data.micro.drawn) return;
  for (const micro of data.micro.all) {
    if (!micro.g.length) continue;
    const tint = (Number(micro.number) || 0) % 3;
    add("micro", polygon(micro.g, "ground", { stroke: false,
      fillColor: tint === 2 ? look.ink : "#fff", fillOpacity: [0, 0.16, 0.03][tint] }));
  }
}

function categoryLook(category) {
  return look.categories[category] || look.categories.enterprise;
}

function drawBackdrop() {
  if (data.water.length) add("barriers", polygon(data.water, "backdrop", { stroke: false,
    fillColor: look.water, fillOpacity: 1, fillRule: "nonzero", hatch: "water" }));
  const building = { stroke: true, fillRule: "nonzero", opacity: 0.55, fillOpacity: 0.45 };
  for (const [kind, color] of [["other", look.other], ["homes", look.homes]]) {
    for (const chunk of data.buildings[kind]) {
      add("buildings", polygon(chunk, "backdrop", { ...building, color, fillColor: color }),
        () => 0.4 * growth());
    }
  }
  const classes = Object.keys(look.barriers).filter((name) => data.barriers[name]);
  for (const name of classes) {
    const { casing } = look.barriers[name];
    if (casing && name !== "rail") drawBarrier(name, { color: casing, lineCap: "round" },
      () => roadWidth(name) + Math.min(1.6, 0.9 * growth()));
  }
  for (const name of classes) {
    const { color, casing } = look.barriers[name];
    if (name === "rail") {
      drawBarrier(name, { color: casing }, () => roadWidth(name));
      drawBarrier(name, { color, dashArray: "9 9" }, () => roadWidth(name) - 1.4);
    } else drawBarrier(name, { color, lineCap: "round" }, () => roadWidth(name));
  }
}

function drawBarrier(name, options, width) {
  for (const chunk of data.barriers[name]) {
    add("barriers", polyline(chunk, "backdrop", options), width);
  }
}

function roadWidth(name) {
  const line = look.barriers[name];
  const least = line.least * Math.min(1, Math.max(0.45, 1 + (map.getZoom() - 15) * 0.22));
  return Math.min(line.most, Math.max(least, line.metres / metresPerPixel()));
}

function drawLines() {
  if (data.micro.drawn) {
    for (const micro of data.micro.all) {
      if (micro.g.length) add("micro", polygon(micro.g, "lines", { fill: false, color: look.micro,
        weight: 0.8, opacity: 0.75, dashArray: "3 2.5" }));
    }
  }
  for (const compound of data.compounds) {
    add("compounds", polygon(compound.g, "lines", { fill: false, color: look.compound,
      opacity: 0.95 }), () => 1.3 * growth());
  }
  for (const site of data.sites) {
    add("sites", polygon(site.g, "lines", { fill: false, color: look.site, opacity: 0.9,
      dashArray: "1.5 3", lineCap: "round" }), () => 1.4 * growth());
  }
  for (const grid of data.grids.filter((each) => each.step >= 0)) {
    add("base", polygon(grid.g, "lines", { fill: false, color: look.grid }), () => 1.5 * growth());
  }
  for (const grid of data.grids.filter((each) => standing(each) === "unexcused")) {
    add("base", polygon(grid.g, "lines", { fill: false, color: look.severities.error }),
      () => 2.6 * growth());
  }
  for (const grid of data.grids.filter((each) => each.step < 0)) {
    add("dedicated", polygon(grid.g, "lines", { fill: false,
      color: categoryLook(grid.category).line }), () => 2 * growth());
  }
  for (const community of data.communities) {
    add("communities", polygon(community.g, "lines", { fill: false, color: look.community,
      opacity: 0.13, lineJoin: "round" }), () => 8 * growth());
    add("communities", polygon(community.g, "lines", { fill: false, color: look.community,
      dashArray: "11 3.5 2.5 3.5" }), () => 2.2 * growth());
  }
}

function drawFindings() {
  for (const finding of data.findings ? data.findings.list : []) {
    const colour = look.severities[finding.severity];
    const style = { color: colour, weight: finding.severity === "info" ? 1.5 : 3, opacity: 0.95 };
    if (finding.dim === 2) {
      add(finding.severity, polygon(finding.g, "lines", { ...style, fillColor: colour,
        fillOpacity: finding.severity === "info" ? 0 : 0.2 }));
    } else if (finding.dim === 1) {
      add(finding.severity, polyline(finding.g, "lines", { ...style, weight: 4 }));
    }
  }
}

function drawHits() {
  for (const grid of data.grids) {
    const hit = polygon(grid.g, "hits", { stroke: false, fillOpacity: 0, interactive: true });
    hit.on("click", (event) => {
      L.DomEvent.stopPropagation(event);
      if (!openMarkAt(event.containerPoint)) openGrid(grid, event.latlng);
    });
    add(grid.step < 0 ? "dedicated" : "base", hit);
    grid.bounds = hit.getBounds();
  }
}

const ORDER = ["base", "dedicated", "micro", "buildings", "barriers", "compounds", "sites",
  "communities", "info", "warning", "error"];

/** Micro-grids too small to be seen are noise: they appear once the middle one has some pixels. */
function microShown() {
  const radii = data.micro.all.filter((each) => each.g.length).map((each) => each.at[2]);
  radii.sort((a, b) => a - b);
  return radii.length > 0 && pixels(radii[Math.floor(radii.length / 2)]) >= 11;
}

/** Put the layers in line with the switches, keeping their order within each canvas. */
function restack() {
  for (const [layer, weight] of byZoom) layer.setStyle({ weight: weight() });
  for (const key of ORDER) {
    if (!layers[key]) continue;
    const shown = !state.hidden.has(key) && (key !== "micro" || microShown());
    if (!shown) layers[key].remove();
    else if (map.hasLayer(layers[key])) layers[key].eachLayer((layer) => layer.bringToFront());
    else layers[key].addTo(map);
  }
  if (selection) selection.bringToFront();
}

let selection = null;

function select(grid) {
  if (selection) selection.remove();
  selection = grid && polygon(grid.g, "lines", { color: look.selected, weight: 4.5, fill: true,
    fillColor: look.selected, fillOpacity: 0.08 }).addTo(map);
}
