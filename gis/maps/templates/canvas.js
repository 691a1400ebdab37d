/* A canvas renderer that can hatch: out of band is told by a pattern, not by colour alone, and
   water by its waves, since the scale of households has its own blues. */

const HATCHES = {
  excused: { color: "rgba(29,39,51,.36)", width: 0.9, lines: [[0, 9, 9, 0]] },
  unexcused: { color: "rgba(29,39,51,.42)", width: 0.9, lines: [[0, 9, 9, 0], [0, 0, 9, 9]] },
};

const TILE = 9;
const WAVES = { color: look.barriers.river.color, width: 0.9, wide: 22, high: 12 };

/** A repeating tile for a canvas: crossing lines, or a wave. */
function hatchPattern(context, kind) {
  const ratio = window.devicePixelRatio || 1;
  const { color, width, wide, high } = kind === "water" ? WAVES
    : { ...HATCHES[kind], wide: TILE, high: TILE };
  const tile = document.createElement("canvas");
  tile.width = wide * ratio;
  tile.height = high * ratio;
  const pen = tile.getContext("2d");
  pen.scale(ratio, ratio);
  pen.strokeStyle = color;
  pen.lineWidth = width;
  (kind === "water" ? drawWave : drawHatch)(pen, kind);
  pen.stroke();
  const pattern = context.createPattern(tile, "repeat");
  pattern.setTransform(new DOMMatrix().scale(1 / ratio));
  return pattern;
}

function drawHatch(pen, kind) {
  for (const [x1, y1, x2, y2] of HATCHES[kind].lines) {
    for (const shift of [-TILE, 0, TILE]) {
      pen.moveTo(x1 + shift, y1);
      pen.lineTo(x2 + shift, y2);
    }
  }
}

/** A short crest, and half of one in the next row. */
function drawWave(pen) {
  const { wide, high } = WAVES;
  for (const [x, y] of [[2, high * 0.25], [2 + wide / 2, high * 0.75]]) {
    for (const shift of [0, -wide]) {
      pen.moveTo(x + shift, y);
      pen.quadraticCurveTo(x + shift + 2.5, y - 3, x + shift + 5, y);
      pen.quadraticCurveTo(x + shift + 7.5, y + 3, x + shift + 10, y);
    }
  }
}

const HatchCanvas = L.Canvas.extend({
  _fillStroke(context, layer) {
    L.Canvas.prototype._fillStroke.call(this, context, layer);
    if (!layer.options.hatch) return;
    this._patterns = this._patterns || {};
    const kind = layer.options.hatch;
    this._patterns[kind] = this._patterns[kind] || hatchPattern(context, kind);
    context.globalAlpha = 1;
    context.fillStyle = this._patterns[kind];
    context.fill("evenodd");
  },
});

/** The same hatch as an SVG swatch for the legend. */
function hatchSwatch(kind, fill) {
  const { color, width, lines } = HATCHES[kind];
  const strokes = lines.flatMap(([x1, y1, x2, y2]) => [-TILE, 0, TILE, 2 * TILE, 3 * TILE].map((shift) =>
    svg("line", { x1: x1 + shift, y1: y1 - 1, x2: x2 + shift + TILE * Math.sign(x2 - x1),
      y2: y2 + TILE * Math.sign(y2 - y1) - 1, stroke: color, "stroke-width": width })));
  return svg("svg", { width: 26, height: 16, class: "swatch" },
    svg("rect", { width: 26, height: 16, fill }), ...strokes,
    svg("rect", { x: 0.5, y: 0.5, width: 25, height: 15, fill: "none",
      stroke: kind === "unexcused" ? look.severities.error : look.grid }));
}
