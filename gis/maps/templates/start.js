/* Put everything on the page. */

let openCard = null;
map.on("popupopen", (event) => { openCard = event.popup; });
map.on("popupclose", () => { openCard = null; select(null); });

function showPanel() {
  const scrolled = panel.querySelector(".body") ? panel.querySelector(".body").scrollTop : 0;
  const same = panel.dataset.tab === state.tab;
  const body = { layers: legend, grids: gridList, findings: findingList }[state.tab]();
  panel.dataset.tab = state.tab;
  panel.replaceChildren(heading(), totals(), distribution() || "", tabs(),
    el("div", { class: "body" }, body));
  if (same) panel.querySelector(".body").scrollTop = scrolled;
}

function speak(lang) {
  state.lang = lang;
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  document.title = `${title()} · ${say("plan")}`;
  showPanel();
  showControls();
  labels.draw();
  if (openCard) openCard.rebuild();
}

let controls = [];

function showControls() {
  for (const control of controls) control.remove();
  const whole = L.control({ position: "topright" });
  whole.onAdd = () => el("div", { class: "leaflet-bar compass" }, el("a", { href: "#", role: "button",
    title: say("whole_town"), "aria-label": say("whole_town"), onclick: (event) => {
      L.DomEvent.stop(event);
      showAll();
    } }, svg("svg", { width: 26, height: 30, viewBox: "0 0 26 30" },
    svg("path", { d: "M13 2 L19 21 L13 17 Z", fill: look.ink }),
    svg("path", { d: "M13 2 L7 21 L13 17 Z", fill: "#fff", stroke: look.ink, "stroke-width": 0.8 }),
    svg("text", { x: 13, y: 29, "text-anchor": "middle", "font-size": 9, "font-weight": 700 },
      say("north")))));
  controls = [whole, L.control.zoom({ position: "topright" }),
    L.control.scale({ imperial: false, maxWidth: 140, position: "bottomleft" })];
  for (const control of controls) control.addTo(map);
}

function showAll() {
  const [west, south, east, north] = data.bounds;
  map.fitBounds([[south, west], [north, east]], { padding: [18, 18], animate: false });
}

showAll();
drawGround();
drawBackdrop();
drawLines();
drawFindings();
drawHits();
restack();
map.on("zoomend", restack);
map.on("click", (event) => openMarkAt(event.containerPoint));
labels.addTo(map);
speak(data.lang);
document.documentElement.dataset.ready = "yes";
