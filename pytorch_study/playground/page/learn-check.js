// What a check said, and its pictures: a curve as a chart, a grey picture as pixels, two shapes as boxes.

import { paint } from "./canvas.js";
import { makeChart } from "./chart.js";
import { button, h, svg } from "./dom.js";
import { say, setPlainText, setText } from "./i18n.js";

const UNTOUCHED = { not_written: "page.learn.to_do", sick: "page.learn.patient" };
const SIDE = 12; // of a box's unit, on the screen
const LONGEST = 120;

/** The card. `actions.check()` checks again. `wait()` while a check runs, `show(result)` when it is there, `failed()`. */
export function makeCheck(actions) {
  const verdict = h("p", { class: "outcome", role: "status" });
  const message = h("p", { class: "message" });
  const pictures = h("div", { class: "drawn" });
  const why = h("section", { class: "why", hidden: true }, h("h3", { text: "page.learn.why" }), h("p", {}));
  const printed = h("details", { hidden: true }, h("summary", { text: "page.learn.printed" }), h("pre", { tabIndex: 0 }));
  const element = h(
    "section",
    { class: "card last-check" },
    h("h2", { text: "page.learn.last" }),
    verdict,
    message,
    pictures,
    why,
    printed,
    h("div", { class: "tools" }, button("page.learn.check", actions.check)),
  );
  const parts = { element, verdict, message, pictures, why, printed, charts: [] };
  return { element, wait: () => wait(parts), show: (result) => show(parts, result), failed: () => failed(parts) };
}

function wait({ element, verdict }) {
  element.setAttribute("aria-busy", "true");
  element.dataset.state = "busy";
  setText(verdict, "page.learn.checking");
}

// Nobody knows what the file is worth: that is said elsewhere, with the reason.
function failed({ element, verdict }) {
  element.removeAttribute("aria-busy");
  element.dataset.state = "open";
  setText(verdict, "page.plain", { text: "" });
}

function show(parts, result) {
  const { element, verdict, message, pictures, why, printed, charts } = parts;
  element.removeAttribute("aria-busy");
  element.dataset.state = result.passed ? "passed" : "open";
  if (!result.there) setText(verdict, "page.learn.gone", { name: result.name });
  else if (result.passed) setText(verdict, "page.learn.passed", { seconds: result.seconds.toFixed(1) });
  else setText(verdict, UNTOUCHED[result.mistake] ?? "page.learn.not_yet");
  message.replaceChildren(...withCode(result.message ?? ""));
  pictures.replaceChildren(...(result.drawn ?? []).map((one, k) => DRAW[one.kind]?.(one, charts, k)).filter(Boolean));
  why.hidden = !result.why;
  why.lastChild.replaceChildren(...withCode(result.why ?? ""));
  printed.hidden = !result.printed?.trim();
  setPlainText(printed.lastChild, result.printed ?? "");
}

/** A text in which what stands between backticks is code: a list of texts and elements. */
export function withCode(text) {
  return text.split("`").map((part, k) => (k % 2 ? h("code", {}, part) : part));
}

const DRAW = {
  curve: ({ points }, charts, k) => {
    const chart = (charts[k] ??= makeChart({ title: "page.learn.curve", x: "page.learn.along", whole: true, height: 220 }));
    chart.update([{ name: "page.learn.values", points, style: 1, dots: points.length < 20 }]);
    return chart.element;
  },
  picture: ({ rows }) => {
    const [height, width] = [rows.length, rows[0].length];
    const values = { height, width };
    const canvas = h("canvas", { class: "grey", role: "img", label: ["page.learn.picture", values] });
    paint(canvas, rows.flat(), width, height);
    return canvas;
  },
  shapes: ({ got, wanted }) =>
    h(
      "div",
      { class: "shapes", role: "group", label: "page.learn.shapes" },
      shape("page.learn.got", got, "s2"),
      shape("page.learn.wanted", wanted, "s3"),
    ),
};

// The last two sizes as a grid, those before them as sheets behind it.
function shape(key, sizes, style) {
  const words = sizes.length ? `(${sizes.join(", ")}${sizes.length === 1 ? "," : ""})` : say("page.learn.number");
  const [height, width] = [sizes.at(-2) ?? 1, sizes.at(-1) ?? 1];
  const unit = Math.min(SIDE, LONGEST / Math.max(height, width, 1));
  const sheets = Math.min(4, sizes.slice(0, -2).reduce((all, one) => all * one, 1));
  const [w, hgt] = [Math.max(4, width * unit), Math.max(4, height * unit)];
  const shift = 6 * (sheets - 1);
  const boxes = Array.from({ length: sheets }, (_, k) =>
    svg("rect", { x: 1 + 6 * (sheets - 1 - k), y: 1 + 6 * (sheets - 1 - k), width: w, height: hgt, class: `box ${style}` }),
  );
  const lines = [];
  if (unit >= 5) {
    for (let k = 1; k < width; k += 1) lines.push([1 + k * unit, 1, 1 + k * unit, 1 + hgt]);
    for (let k = 1; k < height; k += 1) lines.push([1, 1 + k * unit, 1 + w, 1 + k * unit]);
  }
  const size = { width: w + shift + 2, height: hgt + shift + 2, "aria-hidden": "true" };
  return h(
    "figure",
    {},
    svg("svg", size, ...boxes, ...lines.map(([x1, y1, x2, y2]) => svg("line", { x1, y1, x2, y2, class: "grid" }))),
    h("figcaption", { text: [key, { shape: words }] }),
  );
}
