// Line charts, drawn by hand as SVG at the size they are shown, so that their words stay readable on any screen.
// A series is {name: a sentence's key or a plain name, points: [[x, y], ...], style: 1..6, faint?, dashed?, dots?}.

import { h, oncePerFrame, svg } from "./dom.js";
import { number, onLanguageChange, percent, say, setText } from "./i18n.js";

const LEFT = 52;
const RIGHT = 14;
const TOP = 12;
const BOTTOM = 38;
const MANY = 30; // values further apart than that, as a factor, need a logarithmic axis

/** A chart with a title. `options`: {title, x, percent?, log?, height?}; keys of sentences. `update(series)` draws. */
export function makeChart(options) {
  const title = h("h2", { text: options.title });
  const key = h("ul", { class: "key" });
  const picture = svg("svg", { role: "img", class: "chart" });
  const readout = h("p", { class: "readout hint", "aria-hidden": "true" });
  const element = h("figure", { class: "plot" }, h("div", { class: "plot-head" }, title, key), picture, readout);
  const state = { series: [], options, area: null };
  const draw = oncePerFrame(() => render(picture, state));
  new ResizeObserver(draw).observe(element);
  onLanguageChange(() => (legend(key, state.series), draw()));
  picture.addEventListener("pointermove", (event) => point(event, picture, state, readout));
  picture.addEventListener("pointerleave", () => (readout.textContent = ""));
  return {
    element,
    /** Draw these; `changes`: options that are others than before. */
    update(series, changes = {}) {
      Object.assign(options, changes);
      setText(title, options.title);
      state.series = series.filter((one) => one.points.length > 0);
      legend(key, state.series);
      draw();
    },
  };
}

function legend(key, series) {
  const items = series
    .filter((one) => !one.faint)
    .map((one) => {
      const line = svg("line", { x1: 0, y1: 5, x2: 26, y2: 5, class: classOf(one) });
      return h("li", {}, svg("svg", { width: 26, height: 10, "aria-hidden": "true" }, line), nameOf(one));
    });
  key.replaceChildren(...items);
}

const nameOf = ({ name }) => (name.startsWith("page.") ? say(name) : name);
const classOf = (one) => `line s${one.style}${one.faint ? " faint" : ""}${one.dashed ? " dashed" : ""}`;

function render(picture, state) {
  const width = picture.clientWidth || 480;
  const height = state.options.height ?? Math.round(Math.min(300, Math.max(180, width * 0.5)));
  picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
  picture.setAttribute("height", height);
  picture.setAttribute("aria-label", alternative(state));
  picture.replaceChildren();
  state.area = null;
  const all = state.series.flatMap((one) => one.points).filter(([, y]) => Number.isFinite(y));
  if (all.length === 0) return waiting(picture, width, height);
  const area = areaOf(all, width, height, state.options);
  state.area = area;
  axes(picture, area, state.options);
  for (const one of state.series) picture.append(...shapes(one, area));
}

function waiting(picture, width, height) {
  const words = svg("text", { x: width / 2, y: height / 2, class: "tick", "text-anchor": "middle" });
  words.textContent = say("page.chart.nothing");
  picture.append(words);
}

function areaOf(points, width, height, options) {
  const [x0, x1] = extent(points.map(([x]) => x));
  let [y0, y1] = extent(points.map(([, y]) => y));
  const log = options.log === true && y0 > 0 && y1 / y0 > MANY;
  if (log) [y0, y1] = [Math.log10(y0), Math.log10(y1)];
  if (options.percent) [y0, y1] = [Math.max(0, y0 - 0.02), Math.min(1, y1 + 0.01)];
  else if (!log && y0 > 0 && y0 < 0.5 * y1) y0 = 0;
  const size = Math.max(1, Math.abs(y0), Math.abs(y1));
  if (y1 - y0 < 1e-9 * size) [y0, y1] = [y0 - Math.max(0.5, 1e-6 * size), y1 + Math.max(0.5, 1e-6 * size)];
  const across = (x) => LEFT + ((x - x0) / (x1 - x0 || 1)) * (width - LEFT - RIGHT);
  const up = (y) =>
    height - BOTTOM - (((log ? Math.log10(Math.max(y, 1e-30)) : y) - y0) / (y1 - y0)) * (height - TOP - BOTTOM);
  return { width, height, x0, x1, y0, y1, log, across, up };
}

function extent(values) {
  return values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
}

function axes(picture, area, options) {
  const { width, height } = area;
  const places = area.log ? powers(area) : ticks(area.y0, area.y1, 5);
  const shown = area.log ? (y) => number(y, 1) : fixed(places, options.percent);
  for (const y of places) {
    const at = Math.round(area.up(y)) + 0.5;
    picture.append(svg("line", { x1: LEFT, x2: width - RIGHT, y1: at, y2: at, class: "grid" }));
    picture.append(label(LEFT - 8, at + 4, shown(y), "end"));
  }
  const across = ticks(area.x0, area.x1, width < 420 ? 4 : 7).filter((x) => Number.isInteger(x) || !options.whole);
  for (const x of across) {
    const anchor = area.across(x) > width - RIGHT - 12 ? "end" : "middle"; // the last one would reach over the edge
    picture.append(label(anchor === "end" ? width : area.across(x), height - BOTTOM + 18, number(x), anchor));
  }
  picture.append(label(width - RIGHT, height - 4, say(options.x), "end"));
}

function label(x, y, words, anchor) {
  const element = svg("text", { x, y, class: "tick", "text-anchor": anchor });
  element.textContent = words;
  return element;
}

/** Round numbers between `low` and `high`, about so many. */
export function ticks(low, high, count) {
  const span = high - low || 1;
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((one) => one * power >= rough) * power;
  const first = Math.ceil(low / step - 1e-9);
  const found = [];
  // of numbers beyond 2 ** 53, the next is the same
  for (let k = first; k * step <= high + 1e-9 * span && k + 1 > k; k += 1) found.push(Number((k * step).toPrecision(12)));
  return found;
}

// As many decimals as it takes to showError one place on the axis from the next.
function fixed(places, isPercent) {
  const step = (isPercent ? 100 : 1) * (places.length > 1 ? places[1] - places[0] : 1);
  const decimals = Math.min(6, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  if (isPercent) return (y) => percent(y, decimals);
  return (y) => (Math.abs(y) < 1e6 ? y.toFixed(decimals).replace("-", "−") : number(y));
}

function powers(area) {
  const found = [];
  const step = Math.max(1, Math.ceil((area.y1 - area.y0) / 6));
  for (let k = Math.ceil(area.y0); k <= area.y1; k += step) found.push(10 ** k);
  return found.length > 1 ? found : [10 ** area.y0, 10 ** area.y1];
}

function shapes(one, area) {
  const points = one.points.filter(([, y]) => Number.isFinite(y));
  const places = points.map(([x, y]) => `${area.across(x).toFixed(1)},${area.up(y).toFixed(1)}`);
  const line = svg("polyline", { points: places.join(" "), class: classOf(one) });
  if (!one.dots && points.length > 1) return [line];
  const dots = points.map(([x, y]) =>
    svg("circle", { cx: area.across(x), cy: area.up(y), r: 3, class: `dot s${one.style}` }),
  );
  return [line, ...dots];
}

// The chart in words: where each line begins and ends, and its lowest and highest place.
function alternative({ series, options }) {
  const title = say(options.title);
  if (series.length === 0) return `${title}. ${say("page.chart.nothing")}`;
  const shown = (y) => (options.percent ? percent(y) : number(y));
  const lines = series
    .filter((one) => !one.faint)
    .map(({ name, points }) => {
      const [low, high] = extent(points.map(([, y]) => y));
      const values = {
        name: nameOf({ name }),
        first: shown(points[0][1]),
        last: shown(points.at(-1)[1]),
        low: shown(low),
        high: shown(high),
      };
      return say("page.chart.line", values);
    });
  return `${title}. ${lines.join(" ")}`;
}

function point(event, picture, { area, series, options }, readout) {
  if (!area) return;
  const box = picture.getBoundingClientRect();
  const share = ((event.clientX - box.left) / box.width) * area.width;
  const x = area.x0 + ((share - LEFT) / (area.width - LEFT - RIGHT)) * (area.x1 - area.x0);
  const near = series.filter((one) => !one.faint).map((one) => [one, closest(one.points, x)]);
  const words = near.map(([one, [, y]]) => `${nameOf(one)} ${options.percent ? percent(y) : number(y)}`);
  readout.textContent = `${say(options.x)} ${number(near[0]?.[1][0])}: ${words.join(" · ")}`;
}

function closest(points, x) {
  return points.reduce((best, one) => (Math.abs(one[0] - x) < Math.abs(best[0] - x) ? one : best));
}

/** Smooth a noisy line: each point becomes the mean of those around it, as many on either side. */
export function smooth(points) {
  const reach = Math.round(points.length / 40);
  return points.map(([x], k) => {
    const near = Math.min(reach, k, points.length - 1 - k);
    const around = points.slice(k - near, k + near + 1);
    return [x, around.reduce((sum, [, y]) => sum + y, 0) / around.length];
  });
}
