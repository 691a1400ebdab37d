/* The lists in the panel: grids by how far they are off, findings by severity. */

const MOST_ROWS = 400;

function gridList() {
  if (!data.grids.length) return el("p", { class: "empty" }, say("no_grids"));
  const rows = el("div", { class: "rows" });
  const search = el("input", { type: "search", placeholder: say("filter_grids"),
    "aria-label": say("filter_grids"), oninput: () => {
      state.filter = search.value;
      fillGrids(rows);
    } });
  search.value = state.filter;
  fillGrids(rows);
  return el("div", { class: "list" }, search, rows);
}

function fillGrids(rows) {
  const wanted = state.filter.trim().toLowerCase();
  const matches = data.grids.filter((grid) => !wanted || [grid.code, grid.name, grid.name_en,
    (communityOf(grid) || {}).name].some((each) => each && each.toLowerCase().includes(wanted)));
  const rank = (grid) => (grid.step < 0 ? -1 : Math.abs(grid.off));
  matches.sort((a, b) => rank(b) - rank(a) || (a.code < b.code ? -1 : 1));
  rows.replaceChildren(...matches.slice(0, MOST_ROWS).map(gridRow));
  if (!matches.length) rows.append(el("p", { class: "empty" }, say("no_match")));
  if (matches.length > MOST_ROWS) rows.append(leftOut(matches.length));
}

function leftOut(all) {
  return el("p", { class: "empty" }, say("rows_left_out", { drawn: number(MOST_ROWS),
    all: number(all) }));
}

function gridRow(grid) {
  const dedicated = grid.step < 0;
  const community = communityOf(grid);
  const off = dedicated ? "" : grid.off === 0 ? "" : `${grid.off < 0 ? "−" : "+"}${
    number(Math.abs(grid.off))}`;
  return el("button", { type: "button", class: `row ${standing(grid)}`, "data-code": grid.code,
    onclick: () => visit(grid) },
  dedicated ? categoryIcon(grid.category, 18) : el("span", { class: "chip",
    style: { background: look.scale[grid.step] } }),
  el("span", { class: "what" }, el("b", {}, local(grid, "name") || grid.number),
    el("small", {}, `${community ? community.name : ""} · ${grid.number}`)),
  el("span", { class: "value" }, number(dedicated ? grid.households : grid.value)),
  el("span", { class: "off" }, off));
}

function visit(grid) {
  if (grid.bounds.isValid()) {
    map.fitBounds(grid.bounds, { maxZoom: 17, padding: [70, 70], animate: false });
  }
  openGrid(grid);
}

function findingList() {
  if (!data.findings) return el("p", { class: "empty" }, say("not_audited"));
  if (!data.findings.all) return el("p", { class: "empty good" }, say("no_findings"));
  const rows = data.findings.list.slice(0, MOST_ROWS).map((finding) => el("button", {
    type: "button", class: "row finding", disabled: finding.at ? null : "", onclick: () => {
      map.setView(position(finding.at[0], finding.at[1]), Math.max(map.getZoom(), 17),
        { animate: false });
      openFinding(finding);
    } }, severitySign(finding.severity), el("span", { class: "what" },
    el("b", {}, ruleName(finding.rule), finding.at ? null : el("i", {}, say("nowhere"))),
    el("small", {}, finding[`message_${state.lang}`] || ""))));
  return el("div", { class: "list" }, rows,
    data.findings.all > MOST_ROWS ? leftOut(data.findings.all) : null);
}
