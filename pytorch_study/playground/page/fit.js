// Fit a curve to points that you click: watch the line bend, and see when it learns and when it only remembers.

import { makeChart } from "./chart.js";
import { button, eachFrame, field, h, later, rest, select } from "./dom.js";
import { EXAMPLES } from "./points.js";
import { makePlot } from "./plot.js";
import { stream } from "./server.js";
import { number, onLanguage, percent, put } from "./words.js";

const ACTIVATIONS = ["tanh", "relu", "gelu", "sin"];
const FEWEST = 4;
const KEEP = 600;
const OVER = 3; // held-out points this many times worse than the others: it remembers instead of learning
const LOST = 10; // times worse than no line at all: nothing will come of it
const UNDER = 0.25; // this share of the points' own variance is still unexplained: it has not learned yet

/** Build the room. */
export function buildFit(root, house) {
  const room = { house, running: null, begun: false, losses: { train: [], held: [] }, last: null };
  room.plot = makePlot(later(() => again(room), 250));
  room.chart = makeChart({ title: "page.chart.loss", x: "page.chart.step", log: true, height: 200 });
  room.verdict = h("p", { class: "verdict-line", "aria-live": "polite" });
  room.draw = eachFrame(() => render(room));
  root.append(
    h("header", { class: "room-head" }, h("h1", { text: "page.fit.title" }), h("p", { text: "page.fit.lede" })),
    h("div", { class: "fit" }, controls(room), picture(room)),
  );
  onLanguage(room.draw);
  room.plot.set(EXAMPLES.wave());
  buttons(room);
  return {};
}

function picture(room) {
  return h(
    "div",
    { class: "side" },
    h("div", { class: "card" }, room.plot.element, room.verdict),
    h("div", { class: "card" }, room.chart.element),
  );
}

function controls(room) {
  const restart = later(() => again(room), 250);
  const set = (name, value) => {
    room.settings[name] = value;
    restart();
  };
  room.settings = { width: 16, depth: 2, activation: "tanh", lr: 0.01, steps: 2000, holdout: 0.2, seed: 0 };
  const choice = (name, values, shown = String) =>
    field(
      `page.fit.${name}`,
      select(
        values.map((value) => [String(value), shown(value)]),
        String(room.settings[name]),
        (value) => set(name, Number(value)),
      ),
    );
  const activation = select(
    ACTIVATIONS.map((one) => [one, one]),
    room.settings.activation,
    (value) => set("activation", value),
  );
  const examples = Object.keys(EXAMPLES).map((name) =>
    button(`page.fit.example.${name}`, () => room.plot.set(EXAMPLES[name]())),
  );
  room.start = button("page.fit.start", () => run(room), { class: "main" });
  room.stop = button("page.fit.stop", () => halt(room));
  return h(
    "div",
    { class: "card form" },
    h(
      "fieldset",
      {},
      h("legend", { text: "page.fit.examples" }),
      h(
        "div",
        { class: "tools" },
        ...examples,
        button("page.draw.clear", () => room.plot.set([])),
      ),
    ),
    slider("width", 1, 64, room.settings.width, set),
    h(
      "div",
      { class: "fields" },
      choice("depth", [1, 2, 3, 4]),
      field("page.fit.activation", activation),
      choice("lr", [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 1, 100]),
      choice("steps", [200, 500, 1000, 2000, 5000]),
    ),
    choice("holdout", [0, 0.1, 0.2, 0.3, 0.5], (value) => percent(value, 0)),
    h("div", { class: "tools" }, room.start, room.stop),
  );
}

function slider(name, min, max, value, set) {
  const told = h("output", {}, String(value));
  const input = h("input", { type: "range", min, max, value });
  input.addEventListener("input", () => {
    told.textContent = input.value;
    set(name, Number(input.value));
  });
  return h("div", { class: "slider" }, field(`page.fit.${name}`, input), told);
}

// Points or settings have changed: begin anew, if it has ever been begun.
function again(room) {
  if (room.begun) run(room);
  else render(room);
}

async function run(room) {
  halt(room);
  const points = room.plot.points();
  room.losses = { train: [], held: [] };
  room.last = null;
  room.begun = true;
  if (points.length < FEWEST) return room.draw();
  const mine = (room.running = new AbortController());
  buttons(room);
  try {
    for await (const [name, event] of stream("/api/fit", { points, ...room.settings }, mine.signal)) {
      if (mine !== room.running) return;
      if (name === "failed") return fail(room, event);
      take(room, name, event);
    }
    room.house.tell(null);
  } catch (error) {
    if (error.name !== "AbortError") room.house.tell(error);
  } finally {
    if (mine === room.running) room.running = null;
    buttons(room);
  }
}

// Its numbers are no longer finite; what was last said of it no longer holds.
function fail(room, event) {
  room.last = { ...room.last, train_loss: NaN };
  room.draw();
  room.house.tell(new Error(event.error));
}

function halt(room) {
  room.running?.abort();
  room.running = null;
  buttons(room);
}

function take(room, name, event) {
  const held = room.last?.held ?? event.held; // by number, as the first event says it
  room.last = { ...room.last, ...event, held };
  if (name !== "fit") return room.draw();
  room.losses.train.push([event.step, event.train_loss]);
  if (event.held_loss !== null) room.losses.held.push([event.step, event.held_loss]);
  for (const kind of ["train", "held"]) {
    if (room.losses[kind].length > KEEP) room.losses[kind] = room.losses[kind].filter((_, k) => k % 2);
  }
  return room.draw();
}

function buttons(room) {
  rest(room.stop, !room.running);
  room.verdict.setAttribute("aria-live", room.running ? "off" : "polite"); // only the last word is spoken
}

function render(room) {
  const { last, losses } = room;
  room.plot.line(last?.line ?? null, last?.held ?? []);
  room.chart.update([
    { name: "page.chart.train", points: losses.train, style: 1 },
    { name: "page.fit.held", points: losses.held, style: 2, dashed: true },
  ]);
  const points = room.plot.points();
  if (points.length < FEWEST) return put(room.verdict, "page.fit.few", { count: FEWEST });
  if (!last) return put(room.verdict, "page.fit.ready");
  const values = {
    train: number(last.train_loss),
    held: number(last.held_loss),
    times: number(last.held_loss / last.train_loss, 2),
  };
  return put(room.verdict, verdict(last, points), { ...values, step: number(last.step) });
}

// Which of the five things that can be said of a fit is true.
function verdict({ train_loss: train, held_loss: held }, points) {
  const power = points.reduce((sum, [, y]) => sum + y ** 2, 0) / points.length; // the error of a line at 0
  if (!(train < LOST * Math.max(power, 0.1))) return "page.fit.diverged"; // NaN too
  const mean = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const variance = points.reduce((sum, [, y]) => sum + (y - mean) ** 2, 0) / points.length;
  if (train > UNDER * variance) return "page.fit.under";
  if (held === null) return "page.fit.no_held";
  return held > OVER * train ? "page.fit.over" : "page.fit.good";
}
