/* Names and numbers on a canvas of their own: each is drawn only where it fits and hits no other. */

const FONT = '"Segoe UI", "Helvetica Neue", Arial, "PingFang SC", "Microsoft YaHei", ' +
  '"Noto Sans CJK SC", "Source Han Sans SC", sans-serif';
const NAME_REPEAT = 260;
const NAME_ZOOM = { residential: 16.5, tertiary: 15.5, secondary: 14.5, wall: 18 };

/** Boxes already taken on the screen, in squares of 80 pixels for quick look-up. */
class Taken {
  constructor() {
    this.squares = new Map();
  }

  * around([x1, y1, x2, y2]) {
    for (let x = Math.floor(x1 / 80); x <= Math.floor(x2 / 80); x += 1) {
      for (let y = Math.floor(y1 / 80); y <= Math.floor(y2 / 80); y += 1) yield `${x} ${y}`;
    }
  }

  free(box) {
    for (const key of this.around(box)) {
      for (const other of this.squares.get(key) || []) {
        if (box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]) {
          return false;
        }
      }
    }
    return true;
  }

  /** Take several boxes at once; they may touch each other but nothing taken before. */
  take(boxes) {
    if (!boxes.every((box) => this.free(box))) return false;
    for (const box of boxes) {
      for (const key of this.around(box)) {
        if (!this.squares.has(key)) this.squares.set(key, []);
        this.squares.get(key).push(box);
      }
    }
    return true;
  }
}

const LabelLayer = L.Layer.extend({
  onAdd() {
    this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide", map.getPane("labels"));
    map.on("moveend resize", this.draw, this);
    this.draw();
  },

  draw() {
    const size = map.getSize();
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = size.x * ratio;
    this.canvas.height = size.y * ratio;
    this.canvas.style.width = `${size.x}px`;
    this.canvas.style.height = `${size.y}px`;
    L.DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint([0, 0]));
    this.pen = this.canvas.getContext("2d");
    this.pen.scale(ratio, ratio);
    this.pen.textAlign = "center";
    this.pen.textBaseline = "middle";
    this.pen.lineJoin = "round";
    this.taken = new Taken();
    this.marks = [];
    this.size = size;
    this.drawMarks();
    if (!state.hidden.has("labels")) this.drawNames();
  },

  /** Screen position of an encoded label point, or null when off screen. */
  spot([x, y]) {
    const point = map.latLngToContainerPoint(position(x, y));
    const out = point.x < -40 || point.y < -20 || point.x > this.size.x + 40 ||
      point.y > this.size.y + 20;
    return out ? null : point;
  },

  text(words, x, y, font, colour, halo) {
    this.pen.font = `${font} ${FONT}`;
    this.pen.strokeStyle = look.halo;
    this.pen.globalAlpha = 0.85;
    this.pen.lineWidth = halo || 3;
    this.pen.strokeText(words, x, y);
    this.pen.globalAlpha = 1;
    this.pen.fillStyle = colour;
    this.pen.fillText(words, x, y);
  },

  width(words, font) {
    this.pen.font = `${font} ${FONT}`;
    return this.pen.measureText(words).width;
  },

  drawNames() {
    const overview = this.overview();
    if (overview) this.drawCommunities(true);
    const order = { unexcused: 0, excused: 1, dedicated: 2, in: 3 };
    const grids = data.grids.filter((grid) =>
      !state.hidden.has(grid.step < 0 ? "dedicated" : "base"));
    grids.sort((a, b) => order[standing(a)] - order[standing(b)] || b.at[2] - a.at[2]);
    for (const grid of grids) (grid.step < 0 ? this.badge : this.gridLabel).call(this, grid);
    if (!state.hidden.has("barriers")) this.drawRoads();
    if (!overview) this.drawCommunities(false);
    if (layers.micro && map.hasLayer(layers.micro)) this.drawMicro();
    if (!state.hidden.has("compounds")) this.drawPlain(data.compounds, "#55602c");
    if (!state.hidden.has("sites")) this.drawPlain(this.sitesToName(), "#4f4170");
  },

  /** A dedicated grid is called after its site: naming both would say it twice. */
  sitesToName() {
    if (state.hidden.has("dedicated")) return data.sites;
    const names = data.grids.filter((grid) => grid.step < 0).map((grid) => grid.name || "");
    return data.sites.filter((site) => site.name && !names.some((each) =>
      each.includes(site.name)));
  },

  /** Whether grids are so small on screen that the communities' names matter more. */
  overview() {
    const radii = data.grids.map((grid) => grid.at[2]).sort((a, b) => a - b);
    return radii.length === 0 || pixels(radii[Math.floor(radii.length / 2)]) < 24;
  },

  drawCommunities(first) {
    if (state.hidden.has("communities")) return;
    const font = first ? "600 15px" : "600 13px";
    for (const community of data.communities) {
      const at = this.spot(community.at);
      if (!at || !community.name) continue;
      const half = this.width(community.name, font) / 2 + 6;
      const reach = pixels(community.at[2]);
      if (half > reach * 2.2) continue;
      const place = this.placesFor(community, at, reach).find(({ x, y }) =>
        this.taken.take([[x - half, y - 10, x + half, y + 10]]));
      if (place) this.text(community.name, place.x, place.y, font, look.community, 4);
    }
  },

  /** Its middle, then spots above and below the labels of its grids, the nearest first. */
  placesFor(community, at, reach) {
    const step = Math.min(34, reach / 3);
    const beside = data.grids.filter((grid) => communityOf(grid) === community).map((grid) =>
      map.latLngToContainerPoint(position(grid.at[0], grid.at[1])));
    const spots = beside.flatMap(({ x, y }) => [L.point(x, y - 27), L.point(x, y + 27)])
      .concat([-2, -1, 1, 2].map((each) => L.point(at.x, at.y + each * step)));
    return [at, ...spots.sort((a, b) => a.distanceTo(at) - b.distanceTo(at))];
  },

  gridLabel(grid) {
    const at = this.spot(grid.at);
    const reach = pixels(grid.at[2]);
    if (!at || reach < 9) return;
    const how = standing(grid);
    const arrow = grid.off < 0 ? " ▼" : grid.off > 0 ? " ▲" : "";
    const value = `${how === "unexcused" ? "! " : ""}${number(grid.value)}${arrow}`;
    const [big, small] = reach > 44 ? ["700 15px", "500 12px"] : ["700 12px", "500 11px"];
    const colour = how === "unexcused" ? look.severities.error : look.ink;
    const wide = Math.max(this.width(value, small), this.width(grid.number, big)) / 2 + 3;
    const both = reach >= 17 && wide < reach * 1.5;
    if (!both && this.width(grid.number, big) / 2 > reach) return;
    const rise = both ? 15 : 7;
    if (!this.taken.take([[at.x - wide, at.y - rise, at.x + wide, at.y + rise]])) return;
    this.text(grid.number, at.x, both ? at.y - 7 : at.y, big, look.ink);
    if (both) this.text(value, at.x, at.y + 8, small, colour);
  },

  badge(grid) {
    const at = this.spot(grid.at);
    if (!at) return;
    const reach = pixels(grid.at[2]);
    const radius = reach < 9 ? 7 : 10;
    if (reach < 4 || !this.taken.take([[at.x - radius, at.y - radius, at.x + radius,
      at.y + radius]])) return;
    const { line, icon } = categoryLook(grid.category);
    const pen = this.pen;
    pen.beginPath();
    pen.arc(at.x, at.y, radius, 0, 2 * Math.PI);
    pen.fillStyle = line;
    pen.fill();
    pen.lineWidth = 1.5;
    pen.strokeStyle = look.halo;
    pen.stroke();
    pen.save();
    const scale = (radius * 1.3) / 24;
    pen.translate(at.x - 12 * scale, at.y - 12 * scale);
    pen.scale(scale, scale);
    pen.fillStyle = "#fff";
    pen.fill(new Path2D(icon), "evenodd");
    pen.restore();
    this.badgeName(grid, at, reach, line);
  },

  badgeName(grid, at, reach, colour) {
    const name = local(grid, "name") || say(`category_${grid.category}`);
    const words = grid.households ? `${name} · ${number(grid.households)}` : name;
    const half = this.width(words, "600 11px") / 2 + 2;
    if (reach < 20 || half > reach * 1.6) return;
    if (this.taken.take([[at.x - half, at.y + 12, at.x + half, at.y + 26]])) {
      this.text(words, at.x, at.y + 19, "600 11px", colour);
    }
  },

  drawRoads() {
    const drawn = {};
    for (const [name, kind, x, y, angle, room] of data.names) {
      if (map.getZoom() < (NAME_ZOOM[kind] || 14)) continue;
      const at = this.spot([x, y]);
      const font = kind === "river" ? "italic 500 12px" : "500 11px";
      const long = this.width(name, font);
      if (!at || long * 1.2 > room / metresPerPixel()) continue;
      const turn = (angle * Math.PI) / 180;
      const steps = Math.max(1, Math.ceil(long / 16));
      const boxes = Array.from({ length: steps }, (_, i) => {
        const along = ((i + 0.5) / steps - 0.5) * long;
        const [cx, cy] = [at.x + along * Math.cos(turn), at.y + along * Math.sin(turn)];
        return [cx - 8, cy - 8, cx + 8, cy + 8];
      });
      const near = (drawn[name] = drawn[name] || []).some((other) =>
        other.distanceTo(at) < NAME_REPEAT);
      if (near || !this.taken.take(boxes)) continue;
      drawn[name].push(at);
      this.pen.save();
      this.pen.translate(at.x, at.y);
      this.pen.rotate(turn);
      this.text(name, 0, 0, font, kind === "river" ? "#1f5f8b" : "#5d533d", 3);
      this.pen.restore();
    }
  },

  drawMicro() {
    for (const micro of data.micro.all) {
      if (!micro.g.length || pixels(micro.at[2]) < 24) continue;
      const at = this.spot(micro.at);
      const words = `${micro.number} · ${number(micro.households)}`;
      const half = at && this.width(words, "500 10px") / 2 + 2;
      if (at && this.taken.take([[at.x - half, at.y - 7, at.x + half, at.y + 7]])) {
        this.text(words, at.x, at.y, "500 10px", look.muted, 2.5);
      }
    }
  },

  drawPlain(places, colour) {
    if (map.getZoom() < 15.5) return;
    for (const place of places) {
      const at = place.name && this.spot(place.at);
      if (!at) continue;
      const half = this.width(place.name, "500 10.5px") / 2 + 2;
      if (half > pixels(place.at[2]) * 1.8 + 8) continue;
      const y = [0, 22, -22].map((shift) => at.y + shift).find((each) =>
        this.taken.take([[at.x - half, each - 7, at.x + half, each + 7]]));
      if (y !== undefined) this.text(place.name, at.x, y, "500 10.5px", colour);
    }
  },

  /** Findings: a disc with a sign each, above the label of the grid they concern. */
  drawMarks() {
    for (const finding of data.findings ? data.findings.list : []) {
      if (!finding.at || state.hidden.has(finding.severity)) continue;
      const at = this.spot(finding.at);
      if (!at) continue;
      const reach = pixels(finding.at[2]);
      const y = at.y - (reach > 30 ? 30 : 0);
      if (!this.taken.take([[at.x - 9, y - 9, at.x + 9, y + 9]])) continue;
      this.marks.push({ finding, x: at.x, y });
      const pen = this.pen;
      pen.beginPath();
      pen.arc(at.x, y, 8.5, 0, 2 * Math.PI);
      pen.fillStyle = look.severities[finding.severity];
      pen.fill();
      pen.lineWidth = 2;
      pen.strokeStyle = "#fff";
      pen.stroke();
      pen.font = `700 13px ${FONT}`;
      pen.fillStyle = "#fff";
      pen.fillText(look.glyphs[finding.severity], at.x, y + 0.5);
    }
  },
});

const labels = new LabelLayer();

/** Open the finding whose mark lies under a point of the screen, if there is one. */
function openMarkAt(point) {
  const mark = labels.marks.find(({ x, y }) => Math.hypot(point.x - x, point.y - y) <= 11);
  if (mark) openFinding(mark.finding);
  return Boolean(mark);
}
