/* What a click on a grid or a finding tells. */

function openPopup(place, build) {
  const popup = L.popup({ maxWidth: 330, minWidth: 270, autoPanPadding: [16, 16],
    className: "card" });
  popup.rebuild = () => popup.setContent(build());
  popup.setLatLng(place).setContent(build()).openOn(map);
  return popup;
}

function openGrid(grid, place) {
  select(grid);
  openPopup(place || position(grid.at[0], grid.at[1]), () => gridCard(grid));
}

function gridCard(grid) {
  const dedicated = grid.step < 0;
  const community = communityOf(grid);
  const kind = dedicated ? `${say("dedicated")} · ${say(`category_${grid.category}`)}` : say("base");
  return el("article", {},
    el("header", {}, el("p", { class: "kind" }, dedicated ? categoryIcon(grid.category, 16) : null,
      community ? `${community.name} · ${kind}` : kind),
    el("h2", {}, local(grid, "name") || grid.number), el("code", {}, grid.code)),
    verdict(grid), counts(grid), boundary(grid), microList(grid));
}

function verdict(grid) {
  const [lower, upper] = data.rules.band.map((each) => number(each));
  const fill = { value: number(grid.value), unit: unit(), lower, upper,
    off: number(Math.abs(grid.off)) };
  const how = standing(grid);
  if (how === "dedicated") return el("p", { class: "verdict" }, say("verdict_dedicated"));
  const side = grid.off < 0 ? "verdict_below" : grid.off > 0 ? "verdict_above" : "verdict_in";
  const why = how === "in" ? null : say(`reason_${how === "excused" ? grid.reason : "none"}`);
  return el("p", { class: `verdict ${how}`, style: { borderColor: look.scale[grid.step] } },
    el("strong", {}, say(side, fill)), why && el("span", {}, why));
}

function counts(grid) {
  const rows = [["households", number(grid.households)], ["residents", number(grid.residents)],
    ["buildings", number(grid.buildings)], ["area", area(grid.area_m2 || 0)]];
  if (grid.estimated_share) rows.push(["estimated_share", percent(grid.estimated_share)]);
  return el("dl", {}, rows.map(([key, value]) =>
    el("div", {}, el("dt", {}, say(key)), el("dd", {}, value))));
}

function boundary(grid) {
  const text = local(grid, "boundary_text");
  return text ? el("section", {}, el("h3", {}, say("boundary")), el("p", {}, text)) : null;
}

function microList(grid) {
  if (!grid.micro.length) return null;
  const most = Math.max(...grid.micro.map((micro) => micro.households || 0), 1);
  return el("section", {}, el("h3", {}, say("microgrid_list", { count: grid.micro.length })),
    el("ul", { class: "micro" }, grid.micro.map((micro) => el("li",
      { title: micro.reason ? say(`reason_${micro.reason}`) : null },
      el("b", {}, micro.number), el("i", {}, el("span", { class: micro.off ? "off" : "",
        style: { width: `${(100 * (micro.households || 0)) / most}%` } })),
      el("span", {}, number(micro.households), micro.off ? (micro.off < 0 ? " ▼" : " ▲") : ""),
      el("em", {}, floors(micro))))));
}

function floors(micro) {
  if (micro.floor_from === null || micro.floor_from === undefined) return "";
  const one = micro.floor_from === micro.floor_to;
  return say(one ? "floor" : "floors", { from: micro.floor_from, to: micro.floor_to });
}

function categoryIcon(category, size) {
  const { line, icon } = categoryLook(category);
  return svg("svg", { width: size, height: size, viewBox: "-6 -6 36 36", class: "badge" },
    svg("circle", { cx: 12, cy: 12, r: 18, fill: line }),
    svg("path", { d: icon, fill: "#fff", "fill-rule": "evenodd" }));
}

function openFinding(finding) {
  select(null);
  if (finding.at) openPopup(position(finding.at[0], finding.at[1]), () => findingCard(finding));
}

function findingCard(finding) {
  return el("article", { class: `finding ${finding.severity}` },
    el("header", {}, el("p", { class: "kind" }, severitySign(finding.severity),
      say(`severity_${finding.severity}`)),
    el("h2", {}, ruleName(finding.rule))),
    el("p", {}, finding[`message_${state.lang}`] || ""),
    finding.units.length ? el("p", { class: "units" }, finding.units.slice(0, 12).map((unitCode) =>
      el("code", {}, unitCode))) : null);
}

/** A rule this page has no word for is shown under its own name. */
function ruleName(rule) {
  return `rule_${rule}` in data.words.zh ? say(`rule_${rule}`) : rule;
}

function severitySign(severity) {
  return el("span", { class: `sign ${severity}` }, look.glyphs[severity]);
}
