/* Heat over time: hexagons with their tickets, or grids with tickets a thousand households. */

const panel = document.getElementById("panel");
const modes = ["hexes", ...(data.grids.length ? ["rates"] : [])];
Object.assign(state, { mode: "hexes", frame: Math.max(data.at.length - 1, 0), gathered: false,
  playing: null });
const PAUSE = 700;
const FEWEST_HOUSEHOLDS = 50;

/* What is drawn ------------------------------------------------------------------------------ */

const renderer = L.canvas({ padding: 0.3 });
const quiet = { renderer, stroke: true, weight: 1, color: look.line, fill: true };
const layers = {
  hexes: data.hexes.map((ring, index) => shape(ring, "hexes", index)),
  rates: data.grids.map((grid, index) => shape(grid.rings, "rates", index)),
};
const groups = Object.fromEntries(Object.entries(layers).map(([mode, all]) =>
  [mode, L.layerGroup(all)]));
L.layerGroup(data.grids.map((grid) => L.polyline(grid.rings.map((ring) => closed(decode(ring))),
  { renderer, weight: 0.8, color: look.border, interactive: false }))).addTo(map);

function shape(rings, mode, index) {
  const places = mode === "hexes" ? decode(rings) : rings.map(decode);
  const layer = L.polygon(places, { ...quiet, stroke: false, fillOpacity: 0 });
  layer.bindTooltip(() => told(mode, index), { sticky: true });
  return layer;
}

function closed(places) {
  return [...places, places[0]];
}

/** Counts of each unit up to and with each frame, or of it alone. */
function countsOf(mode, frame, gathered) {
  const source = mode === "hexes" ? data.counts : data.grid_counts;
  const found = new Float64Array(layers[mode].length);
  for (let at = gathered ? 0 : frame; at <= frame; at += 1) {
    const pairs = source[at] || [];
    for (let i = 0; i < pairs.length; i += 2) found[pairs[i]] += pairs[i + 1];
  }
  return found;
}

function valueOf(mode, index, count) {
  if (mode === "hexes") return count;
  const { households } = data.grids[index];
  return households >= FEWEST_HOUSEHOLDS ? (1000 * count) / households : null;
}

/** Limits of the classes: the same for all frames, so that colours can be compared in time. */
const limitsOf = (() => {
  const known = {};
  return (mode, gathered) => {
    const key = `${mode}${gathered}`;
    known[key] ??= limits(values(mode, gathered), mode === "hexes");
    return known[key];
  };
})();

function values(mode, gathered) {
  // Of gathered frames a few will do: each holds all that came before it.
  const few = Math.min(data.at.length, 8);
  const frames = gathered ? Array.from({ length: few }, (_, at) =>
    Math.round(((at + 1) * data.at.length) / few) - 1) : data.at.map((_, at) => at);
  const found = [];
  for (const frame of frames) {
    countsOf(mode, frame, gathered).forEach((count, index) => {
      const value = count ? valueOf(mode, index, count) : null;
      if (value) found.push(value);
    });
  }
  return found.sort((a, b) => a - b);
}

function limits(sorted, whole) {
  if (!sorted.length) return [];
  const shares = [0, 0.4, 0.65, 0.82, 0.93, 0.98];
  const cut = shares.map((share) => sorted[Math.floor(share * (sorted.length - 1))]);
  const round = (value) => (whole ? Math.ceil(value) : Number(value.toPrecision(2)));
  return [...new Set([whole ? 1 : 0, ...cut.slice(1).map(round)])].sort((a, b) => a - b);
}

function colourOf(value, steps) {
  let place = -1;
  while (place + 1 < steps.length && value >= steps[place + 1]) place += 1;
  const spread = steps.length > 1 ? (look.ramp.length - 1) / (steps.length - 1) : 0;
  return place < 0 ? null : look.ramp[Math.round(place * spread)];
}

function paint() {
  const { mode, frame, gathered } = state;
  const counts = countsOf(mode, frame, gathered);
  const steps = limitsOf(mode, gathered);
  layers[mode].forEach((layer, index) => {
    const value = valueOf(mode, index, counts[index]);
    const colour = value === null || counts[index] === 0 ? null : colourOf(value, steps);
    layer.setStyle(colour ? { fillColor: colour, fillOpacity: 0.85 } : { fillOpacity: 0 });
  });
}

function told(mode, index) {
  const count = countsOf(mode, state.frame, state.gathered)[index];
  const value = valueOf(mode, index, count);
  const lines = [say("tickets_count", { count: number(count) })];
  if (mode === "rates") {
    const grid = data.grids[index];
    lines.unshift(`${local(grid, "name") || grid.code}`);
    lines.push(value === null ? say("no_rate") : say("rate_is", { rate: number(value, 1) }));
  }
  return el("div", {}, lines.map((line) => el("div", {}, line)));
}

/* What is said beside and below it ------------------------------------------------------------- */

function showPanel() {
  const { mode, gathered } = state;
  panel.replaceChildren(
    el("header", { class: "head" },
      el("div", { class: "top" }, el("p", { class: "eyebrow" }, say("heat")), languages()),
      el("h1", {}, local(data, "name")), el("p", { class: "rules" }, local(data, "asked"))),
    el("section", { class: "choice", role: "radiogroup", "aria-label": say("shown") },
      modes.map((one) => el("label", {}, el("input", { type: "radio", name: "mode", value: one,
        checked: one === mode ? "" : null, onchange: () => choose({ mode: one }) }),
      el("span", {}, say(`mode_${one}`)))),
      el("label", {}, el("input", { type: "checkbox", checked: gathered ? "" : null,
        onchange: (event) => choose({ gathered: event.target.checked }) }),
      el("span", {}, say("gathered")))),
    el("section", { class: "scale" }, el("h3", {}, say(`legend_${mode}`)),
      el("p", { class: "unit" }, say(gathered ? "legend_gathered" : `step_${data.step}`)),
      classes(), el("p", { class: "note" }, say(`note_${mode}`, data))),
    el("footer", {}, say("made", data)));
}

function classes() {
  const steps = limitsOf(state.mode, state.gathered);
  const whole = state.mode === "hexes";
  return el("ul", {}, steps.map((from, at) => {
    const next = steps[at + 1];
    const last = whole ? next - 1 : next;
    const text = next === undefined ? `≥ ${number(from, 1)}`
      : from === last ? number(from, 1) : `${number(from, 1)} – ${number(last, 1)}`;
    return el("li", {}, el("i", { style: { background: colourOf(from, steps) } }), text);
  }), el("li", {}, el("i", { class: "none" }), say("none")));
}

function languages() {
  return el("div", { class: "languages", role: "group", "aria-label": say("language") },
    [["zh", "中文"], ["en", "EN"]].map(([lang, name]) => el("button", { type: "button", lang,
      "aria-pressed": String(state.lang === lang), onclick: () => speak(lang) }, name)));
}

const bar = el("section", { id: "time" });
document.body.append(bar);
const play = el("button", { type: "button", class: "play", onclick: toggle });
const slider = el("input", { type: "range", min: 0, max: Math.max(data.at.length - 1, 0), step: 1,
  oninput: () => choose({ frame: Number(slider.value) }) });
const when = el("output", {});
const sums = svg("svg", { viewBox: `0 0 ${Math.max(data.at.length, 1)} 40`,
  preserveAspectRatio: "none", "aria-hidden": "true" });
const most = Math.max(1, ...data.totals);
const columns = data.totals.map((total, at) => svg("rect", { x: at + 0.08, width: 0.84,
  y: 40 - (40 * total) / most, height: (40 * total) / most }));
sums.append(...columns);
bar.append(play, el("div", { class: "track" }, sums, slider), when);

function showTime() {
  const { frame, gathered } = state;
  const end = data.until[frame] || "";
  const from = gathered ? data.at[0] : data.at[frame];
  const total = gathered ? data.totals.slice(0, frame + 1).reduce((sum, one) => sum + one, 0)
    : data.totals[frame] || 0;
  const span = !from ? say("nothing") : from === end ? from : `${from} – ${end}`;
  when.replaceChildren(el("b", {}, span), el("span", {},
    say("tickets_count", { count: number(total) })));
  slider.value = frame;
  slider.setAttribute("aria-label", say("time"));
  slider.setAttribute("aria-valuetext", span);
  columns.forEach((column, at) => column.setAttribute("class",
    at === frame || (gathered && at < frame) ? "now" : "other"));
  play.textContent = state.playing ? "❚❚" : "▶";
  play.setAttribute("aria-label", say(state.playing ? "pause" : "play"));
}

/* What one can do ------------------------------------------------------------------------------ */

function choose(wish) {
  const before = state.mode;
  Object.assign(state, wish);
  if (state.mode !== before) {
    groups[before].remove();
    groups[state.mode].addTo(map);
  }
  if (!("frame" in wish)) showPanel();
  paint();
  showTime();
}

function toggle() {
  if (state.playing) {
    clearInterval(state.playing);
    choose({ playing: null, frame: state.frame });
    return;
  }
  if (state.frame >= data.at.length - 1) state.frame = 0;
  const playing = setInterval(() => {
    if (state.frame < data.at.length - 1) choose({ frame: state.frame + 1 });
    else toggle();
  }, PAUSE);
  choose({ playing, frame: state.frame });
}

function speak(lang) {
  state.lang = lang;
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  document.title = `${local(data, "name")} · ${say("heat")}`;
  showPanel();
  showTime();
}

const [west, south, east, north] = data.bounds;
map.fitBounds([[south, west], [north, east]], { padding: [20, 20] });
L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
L.control.zoom({ position: "topright" }).addTo(map);
groups[state.mode].addTo(map);
speak(data.lang);
paint();
