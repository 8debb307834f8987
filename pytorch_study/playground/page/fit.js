// Fit a curve to points that you click: watch the line bend, and see when it learns and when it only memorises.

import { makeChart } from "./chart.js";
import { button, debounce, field, h, oncePerFrame, select, setDisabled } from "./dom.js";
import { EXAMPLES } from "./example-points.js";
import { onLanguageChange, percent, sentenceOf, setText } from "./i18n.js";
import { makePointEditor } from "./point-editor.js";
import { stream } from "./server.js";

const ACTIVATIONS = ["tanh", "relu", "gelu", "sin"];
const MIN_POINTS = 4;
const MAX_POINTS = 600;

/** Build the room. */
export function buildFit(root, app) {
  const room = { app, running: null, begun: false, losses: { train: [], held: [] }, last: null };
  room.plot = makePointEditor(debounce(() => rerun(room), 250));
  room.chart = makeChart({ title: "page.chart.loss", x: "page.chart.step", log: true, height: 200 });
  room.verdict = h("p", { class: "verdict-line", "aria-live": "polite" });
  room.draw = oncePerFrame(() => render(room));
  root.append(
    h("header", { class: "room-head" }, h("h1", { text: "page.fit.title" }), h("p", { text: "page.fit.lede" })),
    h("div", { class: "fit" }, controls(room), picture(room)),
  );
  onLanguageChange(room.draw);
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
  const restart = debounce(() => rerun(room), 250);
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
  room.stop = button("page.fit.stop", () => stop(room));
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
function rerun(room) {
  if (room.begun) run(room);
  else render(room);
}

async function run(room) {
  stop(room);
  const points = room.plot.points();
  room.losses = { train: [], held: [] };
  room.last = null;
  room.begun = true;
  if (points.length < MIN_POINTS) return room.draw();
  const mine = (room.running = new AbortController());
  buttons(room);
  try {
    for await (const [name, event] of stream("/api/fit", { points, ...room.settings }, mine.signal)) {
      if (mine !== room.running) return;
      if (name === "failed") return applyFailure(room, event);
      applyEvent(room, name, event);
    }
    room.app.showError(null);
  } catch (error) {
    if (error.name !== "AbortError") room.app.showError(error);
  } finally {
    if (mine === room.running) room.running = null;
    buttons(room);
  }
}

// Its numbers are no longer finite; what was last said of it no longer holds.
function applyFailure(room, event) {
  room.last = { ...room.last, verdict: event.verdict };
  room.draw();
  room.app.showError(new Error(event.error));
}

function stop(room) {
  room.running?.abort();
  room.running = null;
  buttons(room);
}

function applyEvent(room, name, event) {
  const held = room.last?.held ?? event.held; // by number, as the first event says it
  room.last = { ...room.last, ...event, held };
  if (name !== "fit") return room.draw();
  room.losses.train.push([event.step, event.train_loss]);
  if (event.held_loss !== null) room.losses.held.push([event.step, event.held_loss]);
  for (const kind of ["train", "held"]) {
    if (room.losses[kind].length > MAX_POINTS) room.losses[kind] = room.losses[kind].filter((_, k) => k % 2);
  }
  return room.draw();
}

function buttons(room) {
  setDisabled(room.stop, !room.running);
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
  if (points.length < MIN_POINTS) return setText(room.verdict, "page.fit.few", { count: MIN_POINTS });
  if (!last?.verdict) return setText(room.verdict, "page.fit.ready");
  return setText(room.verdict, ...sentenceOf(last.verdict));
}
