/* A canvas renderer that can hatch: out of band is told by a pattern, not by colour alone. */

const HATCHES = {
  excused: { color: "rgba(29,39,51,.36)", width: 0.9, lines: [[0, 9, 9, 0]] },
  unexcused: { color: "rgba(29,39,51,.42)", width: 0.9, lines: [[0, 9, 9, 0], [0, 0, 9, 9]] },
};

const TILE = 9;

/** A repeating square tile of lines for a canvas. */
function hatchPattern(context, kind) {
  const ratio = window.devicePixelRatio || 1;
  const tile = document.createElement("canvas");
  tile.width = tile.height = TILE * ratio;
  const pen = tile.getContext("2d");
  pen.scale(ratio, ratio);
  pen.strokeStyle = HATCHES[kind].color;
  pen.lineWidth = HATCHES[kind].width;
  for (const [x1, y1, x2, y2] of HATCHES[kind].lines) {
    for (const shift of [-TILE, 0, TILE]) {
      pen.moveTo(x1 + shift, y1);
      pen.lineTo(x2 + shift, y2);
    }
  }
  pen.stroke();
  const pattern = context.createPattern(tile, "repeat");
  pattern.setTransform(new DOMMatrix().scale(1 / ratio));
  return pattern;
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
