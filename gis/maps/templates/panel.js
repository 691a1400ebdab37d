/* The panel: title, totals, distribution, and the legend that is also the layer switch. */

const panel = document.getElementById("panel");

function title() {
  if (data.name) return data.name;
  const names = data.communities.map((each) => each.name || each.code);
  if (names.length <= 2) return names.join(say("title_comma"));
  return say("communities_of", { names: names.slice(0, 2).join(say("title_comma")),
    count: names.length });
}

function heading() {
  const { band, micro_band: micro, micro_count: several } = data.rules;
  const rules = say(micro ? "rules_micro_band" : "rules_micro_count", { unit: unit(),
    band: band.join("–"), micro: (micro || several).join("–") });
  return el("header", { class: "head" },
    el("div", { class: "top" }, el("p", { class: "eyebrow" }, say("plan")), languages()),
    el("h1", {}, title()), el("p", { class: "rules" }, rules));
}

function languages() {
  return el("div", { class: "languages", role: "group", "aria-label": say("language") },
    [["zh", "中文"], ["en", "EN"]].map(([lang, name]) => el("button", { type: "button", lang,
      "aria-pressed": String(state.lang === lang), onclick: () => speak(lang) }, name)));
}

function totals() {
  const all = data.totals;
  const share = all.base ? ` ${percent(all.in_band / all.base)}` : "";
  const tiles = [
    [number(data.communities.length), say("communities")],
    [number(all.base), say("base_grids")],
    [number(all.in_band), say("in_band"), share],
    [number(all.households), say("households")],
    [number(all.dedicated), say("dedicated_grids")],
    [number(all.micro), say("microgrids")],
  ];
  return el("section", { class: "totals" }, tiles.map(([value, name, more]) =>
    el("div", {}, el("b", {}, value, more ? el("small", {}, more) : null), el("span", {}, name))));
}

/** Base grids by their total, in twelfths of the band; the last bar takes what lies beyond. */
function distribution() {
  const all = data.totals;
  if (!all.base) return null;
  const [lower, upper] = data.rules.band;
  const bin = Math.max((upper - lower) / 12, 1);
  const base = data.grids.filter((grid) => grid.step >= 0);
  const from = Math.max(Math.min(-6, Math.floor((all.minimum - lower) / bin)),
    -Math.ceil(lower / bin));
  const to = Math.min(Math.max(18, Math.ceil((all.maximum - lower) / bin)), 36);
  const bins = Array.from({ length: to - from + 1 }, () => []);
  for (const grid of base) {
    const past = grid.value === upper ? 11 : Math.floor((grid.value - lower) / bin);
    bins[Math.min(Math.max(past - from, 0), bins.length - 1)].push(grid);
  }
  return el("section", { class: "distribution" },
    el("h3", {}, say("distribution", { measure: measureName() })), histogram(bins, from, bin),
    el("p", {}, [["minimum", all.minimum], ["median", all.median], ["maximum", all.maximum]].map(
      ([key, value]) => el("span", {}, say(key), " ", el("b", {}, number(value)))),
    el("span", {}, say("cv"), " ", el("b", {}, all.cv === null ? "–" : all.cv.toFixed(2)))));
}

function measureName() {
  const { by } = data.rules;
  if (by !== "households" && by !== "residents") return by;
  return state.lang === "en" ? say(by).toLowerCase() : say(by);
}

function histogram(bins, from, bin) {
  const [width, height] = [296, 34];
  const [lower, upper] = data.rules.band;
  const pace = width / bins.length;
  const highest = Math.max(...bins.map((each) => each.length));
  const place = (value) => ((value - lower) / bin - from) * pace;
  const bars = bins.map((grids, index) => {
    const tall = grids.length ? Math.max(3, (grids.length / highest) * (height - 4)) : 0;
    const deep = grids.length ? look.scale[grids[0].step] : "none";
    return svg("rect", { x: index * pace + 0.5, y: height - tall, width: Math.max(pace - 1, 1),
      height: tall, fill: deep, stroke: grids.length ? "rgba(29,39,51,.45)" : "none",
      "stroke-width": 0.6 });
  });
  const ticks = [lower, upper].flatMap((value) => [
    svg("line", { x1: place(value), x2: place(value), y1: 0, y2: height + 3, stroke: look.ink,
      "stroke-width": 1, "stroke-dasharray": "2 2" }),
    svg("text", { x: place(value), y: height + 13, "text-anchor": "middle" }, String(value))]);
  return svg("svg", { viewBox: `0 0 ${width} ${height + 16}`, class: "histogram", role: "img",
    "aria-label": say("distribution", { measure: measureName() }) },
  svg("rect", { x: place(lower), y: 0, width: place(upper) - place(lower), height,
    fill: "#eef1ea" }), svg("line", { x1: 0, x2: width, y1: height, y2: height,
    stroke: "#b9c0c7" }), ...bars, ...ticks);
}

function tabs() {
  const counts = data.findings ? data.findings.counts : null;
  const serious = counts ? counts.error + counts.warning : 0;
  const names = [["layers", say("tab_layers")], ["grids", say("tab_grids")],
    ["findings", say("tab_findings")]];
  return el("nav", { role: "tablist" }, names.map(([key, name]) => el("button", { type: "button",
    role: "tab", "data-tab": key, "aria-selected": String(state.tab === key), onclick: () => {
      state.tab = key;
      showPanel();
    } }, name, key === "findings" && serious ? el("em", {}, number(serious)) : null)));
}

function row(key, name, symbol, count) {
  const box = el("input", { type: "checkbox", "data-layer": key, onchange: () => {
    state.hidden[box.checked ? "delete" : "add"](key);
    restack();
    labels.draw();
  } });
  box.checked = !state.hidden.has(key);
  return el("label", { class: "layer" }, box, symbol, el("span", {}, name),
    count === undefined ? null : el("em", {}, number(count)));
}

function stroke(colour, width, dash) {
  return svg("svg", { width: 26, height: 14, class: "swatch" }, svg("line", { x1: 0, x2: 26, y1: 7,
    y2: 7, stroke: colour, "stroke-width": width, ...(dash ? { "stroke-dasharray": dash } : {}) }));
}

function box(fill, line, dash, opacity) {
  return svg("svg", { width: 26, height: 14, class: "swatch" }, svg("rect", { x: 1, y: 1,
    width: 24, height: 12, fill, stroke: line, "stroke-width": 1.5, rx: 1, opacity: opacity || 1,
    ...(dash ? { "stroke-dasharray": dash } : {}) }));
}

function legend() {
  return el("div", { class: "legend" },
    group("group_grids", row("base", say("layer_base"), box(look.scale[3], look.grid),
      data.totals.base), ramp(), hatches(), dedicatedLegend(), microLegend(),
    row("communities", say("layer_communities"), stroke(look.community, 2.2, "8 2.5 2 2.5"),
      data.communities.length)),
    group("group_audit", findingRows()),
    group("group_base_map", buildingLegend(), barrierLegend(), placeLegend(),
      row("labels", say("layer_labels"), el("span", { class: "swatch letter" },
        state.lang === "zh" ? "字" : "Aa"))),
    el("footer", {}, notes().map((each) => el("p", {}, each))));
}

function group(key, ...rows) {
  return el("section", {}, el("h3", {}, say(key)), ...rows);
}

/** The colours with their limits, written where two colours meet. */
function ramp() {
  const [lower, upper] = data.rules.band;
  const third = (upper - lower) / 3;
  const limits = [lower * (1 - look.far), lower, lower + third, lower + 2 * third, upper,
    upper * (1 + look.far)].map((each) => number(each));
  const base = data.grids.filter((grid) => grid.step >= 0);
  return el("div", { class: "ramp" },
    el("div", { class: "counts" }, look.scale.map((_, step) => el("span", {},
      number(base.filter((grid) => grid.step === step).length)))),
    el("div", { class: "colours" }, look.scale.map((fill, step) => el("span", {
      class: step > 1 && step < 5 ? "within" : "", style: { background: fill } }))),
    el("div", { class: "limits" }, limits.map((each, index) => el("span", {
      class: index === 1 || index === 4 ? "band" : "",
      style: { left: `${((index + 1) / 7) * 100}%` } }, each))),
    el("div", { class: "ends" }, el("span", {}, `◀ ${say("too_few")}`), el("b", {}, say("in_band")),
      el("span", {}, `${say("too_many")} ▶`)));
}

function hatches() {
  return ["excused", "unexcused"].map((kind) => {
    const count = data.grids.filter((grid) => standing(grid) === kind).length;
    return el("p", { class: "key" }, hatchSwatch(kind, "#fff"), el("span", {}, say(kind)),
      el("em", {}, number(count)));
  });
}

function dedicatedLegend() {
  const dedicated = data.grids.filter((grid) => grid.step < 0);
  if (!dedicated.length) return null;
  const present = Object.keys(look.categories).filter((category) =>
    dedicated.some((grid) => grid.category === category));
  return [row("dedicated", say("layer_dedicated"), box(look.categories.school.fill,
    look.categories.school.line), dedicated.length),
  el("div", { class: "categories" }, present.map((category) => el("p", {},
    categoryIcon(category, 17), el("span", {}, say(`category_${category}`)),
    el("em", {}, number(dedicated.filter((grid) => grid.category === category).length)))))];
}

function microLegend() {
  const name = [say("layer_micro"), el("i", {}, say("zoom_for_micro"))];
  return row("micro", name, stroke(look.micro, 1.2, "3 2.5"), data.micro.all.length);
}

function findingRows() {
  if (!data.findings) return el("p", { class: "empty" }, say("not_audited"));
  if (!data.findings.all) return el("p", { class: "empty good" }, say("no_findings"));
  return Object.entries(data.findings.counts).map(([severity, count]) =>
    row(severity, say(`layer_${severity}`), severitySign(severity), count));
}

function buildingLegend() {
  return [row("buildings", say("layer_buildings"), null, data.buildings.all),
    el("p", { class: "key" }, box(look.homes, look.homes, null, 0.6), el("span", {}, say("homes"))),
    el("p", { class: "key" }, box(look.other, look.other, null, 0.6), el("span", {}, say("no_homes")))];
}

function barrierLegend() {
  const present = Object.keys(look.barriers).filter((name) => data.barriers[name]).reverse();
  if (!present.length) return null;
  return [row("barriers", say("layer_barriers")), el("div", { class: "roads" }, present.map((name) =>
    el("p", {}, roadSwatch(name), el("span", {}, say(`barrier_${name}`)))))];
}

function roadSwatch(name) {
  const { color, casing, least } = look.barriers[name];
  const wide = Math.max(1.4, least * 1.5);
  const line = (colour, width, dash) => svg("line", { x1: 0, x2: 26, y1: 7, y2: 7, stroke: colour,
    "stroke-width": width, ...(dash ? { "stroke-dasharray": dash } : {}) });
  return svg("svg", { width: 26, height: 14, class: "swatch" },
    ...(casing ? [line(casing, name === "rail" ? wide + 1 : wide + 1.8)] : []),
    line(color, name === "rail" ? wide - 0.6 : wide, name === "rail" ? "5 5" : null));
}

function placeLegend() {
  return [data.compounds.length ? row("compounds", say("layer_compounds"),
    box("none", look.compound), data.compounds.length) : null,
  data.sites.length ? row("sites", say("layer_sites"), box("none", look.site, "1.5 2.5"),
    data.sites.length) : null];
}

function notes() {
  const { buildings, micro, totals: all } = data;
  return [
    all.estimated > 0 ? say("estimated", { share: percent(all.estimated) }) : null,
    buildings.drawn < buildings.all ? say("buildings_left_out", {
      drawn: number(buildings.drawn), all: number(buildings.all) }) : null,
    micro.drawn ? null : say("microgrids_left_out", { all: number(micro.all.length) }),
    qualityNote(),
    say("made_with", { version: data.version }),
  ].filter(Boolean);
}

function qualityNote() {
  const { on_barriers: along, polsby_popper: compact, torn_compounds: torn } = data.totals;
  const parts = [along === null ? null : `${say("on_barriers")} ${percent(along)}`,
    compact === null ? null : `${say("polsby_popper")} ${compact.toFixed(2)}`,
    torn === null ? null : `${say("torn_compounds")} ${number(torn)}`].filter(Boolean);
  return parts.join(" · ");
}
