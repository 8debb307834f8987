// Paper with axes from -1 to 1: click to set a point, drag to move it, click it again to take it away; or use the keys.

import { h, svg } from "./dom.js";
import { number, onLanguageChange, say } from "./i18n.js";

const MOST = 200;
const NEAR = 14; // pixels within which a click means a point that is there
const EDGE = 1.08; // a little paper beyond -1 and 1
const PAD = 36;
const KEY_STEP = 0.05;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** The paper; `changed()` is called after every change of its points. */
export function makePointEditor(changed) {
  const picture = svg("svg", { class: "plot-paper", role: "application", tabindex: 0 });
  const hint = h("p", { class: "hint", text: "page.fit.hint" });
  const plot = { picture, points: [], line: null, held: [], cursor: null, drag: null, size: [480, 360] };
  plot.changed = () => {
    render(plot);
    changed();
  };
  new ResizeObserver(() => render(plot)).observe(picture);
  onLanguageChange(() => render(plot));
  byPointer(plot);
  byKeyboard(plot);
  return {
    element: h("div", { class: "points" }, picture, legend(), hint),
    points: () => plot.points,
    set(points) {
      Object.assign(plot, { points: [...points], line: null, held: [] });
      plot.changed();
    },
    /** The network's line, y at equal steps of x from -1 to 1; and which points it has not been shown. */
    line(values, held) {
      Object.assign(plot, { line: values, held });
      render(plot);
    },
  };
}

function legend() {
  const item = (shape, key) =>
    h("li", {}, svg("svg", { width: 26, height: 12, "aria-hidden": "true" }, shape), h("span", { text: key }));
  return h(
    "ul",
    { class: "key" },
    item(svg("circle", { cx: 13, cy: 6, r: 5, class: "point" }), "page.fit.train"),
    item(svg("circle", { cx: 13, cy: 6, r: 5, class: "point held" }), "page.fit.held"),
    item(svg("line", { x1: 0, x2: 26, y1: 6, y2: 6, class: "line s2" }), "page.fit.line"),
    item(svg("line", { x1: 13, x2: 13, y1: 0, y2: 12, class: "residual" }), "page.fit.residual"),
  );
}

function render(plot) {
  const { picture } = plot;
  const width = picture.clientWidth || 480;
  const height = Math.round(Math.min(width * 0.72, 520));
  plot.size = [width, height];
  picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
  picture.setAttribute("height", height);
  picture.setAttribute(
    "aria-label",
    say("page.fit.paper", {
      count: plot.points.length,
      at: plot.cursor ? plot.cursor.map((one) => number(one)).join(", ") : "–",
    }),
  );
  picture.replaceChildren(...axes(plot), ...residuals(plot), ...fitted(plot), ...dots(plot), ...crosshair(plot));
}

const across = (plot, x) => PAD + ((x + EDGE) / (2 * EDGE)) * (plot.size[0] - 2 * PAD);
const up = (plot, y) => plot.size[1] - PAD - ((y + EDGE) / (2 * EDGE)) * (plot.size[1] - 2 * PAD);

function axes(plot) {
  const parts = [];
  for (const value of [-1, -0.5, 0, 0.5, 1]) {
    const [x, y] = [across(plot, value), up(plot, value)];
    const zero = value === 0 ? "grid zero" : "grid";
    parts.push(svg("line", { x1: x, x2: x, y1: PAD / 2, y2: plot.size[1] - PAD, class: zero }));
    parts.push(svg("line", { x1: PAD, x2: plot.size[0] - PAD / 2, y1: y, y2: y, class: zero }));
    parts.push(words(x, plot.size[1] - 14, number(value), "middle"), words(PAD - 6, y + 4, number(value), "end"));
  }
  return parts;
}

function words(x, y, value, anchor) {
  const element = svg("text", { x, y, class: "tick", "text-anchor": anchor });
  element.textContent = value;
  return element;
}

// The line at x, between the two places nearest to it.
function heightAt(line, x) {
  const place = Math.min(Math.max(((x + 1) / 2) * (line.length - 1), 0), line.length - 1);
  const left = Math.min(Math.floor(place), line.length - 2);
  return line[left] + (place - left) * (line[left + 1] - line[left]);
}

const bounded = (y) => (Number.isFinite(y) ? Math.max(-2, Math.min(2, y)) : 0);

function residuals(plot) {
  if (!plot.line) return [];
  return plot.points.map(([x, y]) => {
    const place = across(plot, x);
    return svg("line", {
      x1: place,
      x2: place,
      y1: up(plot, y),
      y2: up(plot, bounded(heightAt(plot.line, x))),
      class: "residual",
    });
  });
}

function fitted(plot) {
  if (!plot.line) return [];
  const last = plot.line.length - 1;
  const places = plot.line.map(
    (y, k) => `${across(plot, -1 + (2 * k) / last).toFixed(1)},${up(plot, bounded(y)).toFixed(1)}`,
  );
  return [svg("polyline", { points: places.join(" "), class: "line s2 strong" })];
}

function dots(plot) {
  return plot.points.map(([x, y], k) =>
    svg("circle", {
      cx: across(plot, x),
      cy: up(plot, y),
      r: 5.5,
      class: plot.held.includes(k) ? "point held" : "point",
    }),
  );
}

function crosshair(plot) {
  if (!plot.cursor) return [];
  const [x, y] = [across(plot, plot.cursor[0]), up(plot, plot.cursor[1])];
  return [svg("path", { d: `M${x - 12} ${y}h24M${x} ${y - 12}v24`, class: "cursor" })];
}

const inside = (value) => Math.max(-1, Math.min(1, Math.round(1000 * value) / 1000));

function placeOf(plot, event) {
  const box = plot.picture.getBoundingClientRect();
  const [px, py] = [event.clientX - box.left, event.clientY - box.top];
  const x = ((px - PAD) / (plot.size[0] - 2 * PAD)) * 2 * EDGE - EDGE;
  const y = ((plot.size[1] - PAD - py) / (plot.size[1] - 2 * PAD)) * 2 * EDGE - EDGE;
  return { px, py, point: [inside(x), inside(y)] };
}

function nearest(plot, px, py) {
  const far = plot.points.map(([x, y]) => Math.hypot(across(plot, x) - px, up(plot, y) - py));
  const best = far.indexOf(Math.min(...far));
  return best >= 0 && far[best] <= NEAR ? best : -1;
}

function byPointer(plot) {
  const { picture } = plot;
  picture.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    picture.setPointerCapture(event.pointerId);
    plot.cursor = null;
    const { px, py, point } = placeOf(plot, event);
    const index = nearest(plot, px, py);
    plot.drag = index >= 0 ? { index, moved: false } : null;
    if (index < 0) add(plot, point);
  });
  picture.addEventListener("pointermove", (event) => {
    if (!plot.drag) return;
    const { px, py, point } = placeOf(plot, event);
    const [x, y] = plot.points[plot.drag.index];
    const far = Math.hypot(across(plot, x) - px, up(plot, y) - py);
    if (!plot.drag.moved && far < 4) return; // a hand trembles; that is a click
    plot.drag.moved = true;
    plot.points[plot.drag.index] = point;
    plot.changed();
  });
  picture.addEventListener("pointerup", () => {
    if (plot.drag && !plot.drag.moved) remove(plot, plot.drag.index);
    plot.drag = null;
  });
  picture.addEventListener("pointercancel", () => (plot.drag = null));
}

function byKeyboard(plot) {
  plot.picture.addEventListener("keydown", (event) => {
    const direction = ARROWS[event.key];
    plot.cursor ??= [0, 0];
    if (direction) plot.cursor = plot.cursor.map((value, k) => inside(value + direction[k] * KEY_STEP));
    else if (event.key === " " || event.key === "Enter") toggle(plot);
    else return;
    event.preventDefault();
    render(plot);
  });
  plot.picture.addEventListener("blur", () => {
    plot.cursor = null;
    render(plot);
  });
}

function toggle(plot) {
  const index = nearest(plot, across(plot, plot.cursor[0]), up(plot, plot.cursor[1]));
  if (index >= 0) remove(plot, index);
  else add(plot, [...plot.cursor]);
}

function add(plot, point) {
  if (plot.points.length >= MOST) return;
  plot.points = [...plot.points, point];
  plot.changed();
}

function remove(plot, index) {
  plot.points = plot.points.filter((_, k) => k !== index);
  plot.held = [];
  plot.changed();
}
