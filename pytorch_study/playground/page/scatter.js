// Predicted against true, for runs that predict numbers: the nearer to the diagonal, the better.

import { ticks } from "./chart.js";
import { h, svg } from "./dom.js";
import { number, setText } from "./i18n.js";

const SIDE = 420;
const EDGE = 46;

/** A figure from what the server says of a run: {points: [[true, predicted], ...], rmse, mae, r2}. */
export function scatter({ points, rmse, mae, r2 }) {
  const values = points.flat();
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const along = (value) => EDGE + ((value - low) / (high - low || 1)) * (SIDE - EDGE - 12);
  const up = (value) => SIDE - along(value);
  const picture = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, class: "scatter", role: "img" });
  for (const value of ticks(low, high, 5)) picture.append(...axis(value, along, up));
  picture.append(svg("line", { x1: along(low), y1: up(low), x2: along(high), y2: up(high), class: "diagonal" }));
  for (const [truth, said] of points)
    picture.append(svg("circle", { cx: along(truth), cy: up(said), r: 4, class: "point" }));
  const told = { rmse: number(rmse), mae: number(mae), r2: number(r2), count: number(points.length) };
  setText(picture, "page.runs.scatter_label", told, "aria-label");
  const caption = h(
    "figcaption",
    {},
    h("h3", { text: "page.runs.scatter" }),
    h("p", { class: "hint", text: ["page.runs.scatter_hint", told] }),
  );
  return h("figure", {}, caption, picture);
}

function axis(value, along, up) {
  const across = svg("line", { x1: EDGE, x2: SIDE - 12, y1: up(value), y2: up(value), class: "grid" });
  const words = [svg("text", { x: EDGE - 8, y: up(value) + 5, class: "tick", "text-anchor": "end" })];
  words.push(svg("text", { x: along(value), y: SIDE - EDGE + 24, class: "tick", "text-anchor": "middle" }));
  for (const one of words) one.textContent = number(value);
  return [across, ...words];
}
