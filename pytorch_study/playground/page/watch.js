// Watch the one training of the server: it goes on when nobody watches, and whoever comes later is told everything.

import { button, eachFrame, h } from "./dom.js";
import { makeChart, smooth } from "./chart.js";
import { still } from "./gallery.js";
import { onTheme } from "./look.js";
import { paintFilters } from "./filters.js";
import { post } from "./server.js";
import { duration, language, number, onLanguage, percent, pick, put, say } from "./words.js";

const BUSY = ["loading", "going", "paused", "stopping", "scoring"];
const GROWN = 10; // times the first loss: that is no noise any more
const OFTEN = ["step", "filters"];
const PAUSE = 500; // ms
const AGAIN = 3000; // ms, until a server that refused is asked again
const KEEP = 1000; // points of the loss that are drawn
const STYLE = { train: 1, validation: 2, watched: 3 };

/** The panel. `resume(run)` goes on with a run; `changed()` is called when a training begins or ends. */
export function makeWatch(house, { resume, changed }) {
  const view = { house, resume, changed, state: null, source: null, here: false, shown: null, timer: null, again: null };
  view.parts = makeParts(view);
  view.draw = eachFrame(() => render(view));
  view.element = h("div", { class: "live" }, view.parts.waiting, view.parts.panel);
  onTheme(view.draw);
  onLanguage(() => view.source && open(view)); // the server's sentences come in the language they are asked for
  // A browser keeps six connections to a server: a page that nobody looks at gives its own up.
  document.addEventListener("visibilitychange", () => view.here && (document.hidden ? close(view) : open(view)));
  return {
    element: view.element,
    open: () => {
      view.here = true;
      open(view);
    },
    close: () => {
      view.here = false;
      close(view);
    },
    busy: () => BUSY.includes(view.state?.status),
    run: () => view.state?.run,
  };
}

function makeParts(view) {
  const press = (path) => () => post(path).then(() => view.house.tell(null), view.house.tell);
  const parts = {
    waiting: h("div", { class: "card waiting" }, h("p", { class: "hint", text: "page.train.nothing" })),
    title: h("h2", { tabIndex: -1 }),
    status: h("span", { role: "status" }),
    left: h("span"),
    progress: h("progress", { max: 1, label: "page.train.progress" }),
    facts: h("dl", { class: "facts" }),
    note: h("p", { class: "warning", hidden: true }),
    pause: button("page.train.pause", press("/api/train/pause")),
    go: button("page.train.continue", press("/api/train/continue"), { class: "main" }),
    stop: button("page.train.stop", press("/api/train/stop")),
    resume: button("page.train.resume", () => view.resume(view.state.run), { class: "main" }),
    draw: button("page.train.draw", () => toDraw(view), { class: "main" }),
    runs: button("page.train.runs", () => view.house.enter("runs", view.state.run)),
    loss: makeChart({ title: "page.chart.loss", x: "page.chart.step", log: true }),
    accuracy: makeChart({ title: "page.chart.accuracy", x: "page.chart.step", percent: true }),
    filters: h("div", { class: "filters" }),
    flips: h("div", { class: "flips" }),
  };
  parts.tools = h("div", { class: "tools" }, parts.pause, parts.go, parts.stop, parts.resume, parts.draw, parts.runs);
  const status = h("p", { class: "status" }, parts.status, parts.left);
  const top = h("div", { class: "card" }, parts.title, status, parts.progress, parts.facts, parts.note, parts.tools);
  parts.accuracyCard = h("div", { class: "card" }, parts.accuracy.element);
  const charts = h("div", { class: "charts" }, h("div", { class: "card" }, parts.loss.element), parts.accuracyCard);
  parts.filtersCard = h(
    "div",
    { class: "card", hidden: true },
    h("h2", { text: "page.train.filters" }),
    h("p", { class: "hint", text: "page.train.filters_hint" }),
    parts.filters,
  );
  parts.flipsCard = h("div", { class: "card", hidden: true }, h("h2", { text: "page.train.flips" }), parts.flips);
  parts.panel = h("div", { hidden: true }, top, charts, parts.filtersCard, parts.flipsCard);
  return parts;
}

function close(view) {
  clearTimeout(view.again);
  view.source?.close();
  view.source = null;
}

function open(view) {
  close(view);
  const source = (view.source = new EventSource(`/api/train/events?lang=${language()}`));
  let gone = false;
  source.addEventListener("error", () => {
    gone = true;
    view.house.tell(new Error(say("page.gone")));
    // After a refusal a browser does not ask again of itself.
    if (source.readyState === EventSource.CLOSED) view.again = setTimeout(() => open(view), AGAIN);
  });
  source.addEventListener("open", () => {
    if (gone) view.house.tell(null);
    gone = false;
  });
  for (const [name, take] of Object.entries(EVENTS)) {
    source.addEventListener(name, (event) => {
      if (name !== "state" && view.state === null) return; // it has just begun; its state is on the way
      take(view, JSON.parse(event.data));
      if (OFTEN.includes(name)) view.timer ??= setTimeout(() => drawNow(view), PAUSE);
      else drawNow(view);
    });
  }
}

// Drawing takes time from the training where both share a processor: what comes often is drawn now and then.
function drawNow(view) {
  clearTimeout(view.timer);
  view.timer = null;
  view.draw();
}

const EVENTS = {
  state: (view, state) => {
    const before = view.state;
    view.state = state;
    if (state?.status !== before?.status || state?.run !== before?.run) arrived(view, before);
  },
  step: (view, step) => stepped(view.state, step),
  epoch: (view, row) => view.state.history.push(row),
  filters: (view, filters) => (view.state.filters = filters),
  flips: (view, flips) => {
    view.state.flips = flips;
    view.state.watched.push([flips.step, flips.right / flips.count]);
  },
  note: (view, { text }) => (view.state.note = text),
  paused: (view, step) => stepped(view.state, { ...step, status: "paused" }),
  going: (view) => (view.state.status = "going"),
  stopped: (view, { run, command }) => ended(view, { status: "stopped", run, command }),
  done: (view, { run, result }) => ended(view, { status: "done", run, result }),
  failed: (view, { error, diverged }) => ended(view, { status: "failed", error, diverged }),
};

function stepped(state, { points, ...step }) {
  Object.assign(state, step);
  const last = state.losses.at(-1)?.[0] ?? 0; // the state that came first may have told some of them
  state.losses.push(...points.filter(([at]) => at > last));
  if (state.losses.length > KEEP) state.losses = state.losses.filter((_, k) => k % 2);
}

function ended(view, last) {
  Object.assign(view.state, last);
  arrived(view, null);
}

// A training has begun, or ended. When it is done there is a model more to draw against.
function arrived(view, before) {
  if (view.state?.status === "done" && before?.status !== "done") view.house.refresh().then(view.draw, view.house.tell);
  view.changed();
}

function toDraw(view) {
  view.house.enter("draw", view.state.run);
}

function render(view) {
  const { state, parts } = view;
  parts.waiting.hidden = state !== null;
  parts.panel.hidden = state === null;
  if (state === null) return;
  put(parts.title, "page.train.run", { run: state.run ?? state.lesson });
  put(parts.status, `page.train.status.${state.status}`); // spoken when it changes; what is left changes all the time
  const left = leftOf(state);
  parts.left.hidden = left === null;
  if (left !== null) put(parts.left, ...left);
  parts.progress.value = state.total ? state.step / state.total : 0;
  parts.facts.replaceChildren(...facts(state));
  renderNote(parts.note, state);
  renderButtons(view);
  renderCharts(parts, state, view.house.start.lessons.find((one) => one.name === state.lesson)?.task === "regress");
  parts.filtersCard.hidden = !state.filters;
  if (state.filters) paintFilters(parts.filters, state.filters);
  parts.flipsCard.hidden = !state.flips;
  if (state.flips && view.shown !== state.flips) renderFlips(parts.flips, state.flips);
  view.shown = state.flips;
}

function leftOf(state) {
  if (state.status === "loading" && state.note) return ["page.plain", { text: state.note }];
  if (state.status === "going" && state.left !== null) return ["page.train.left", { time: duration(state.left) }];
  return null;
}

function facts(state) {
  const last = state.losses.at(-1)?.[1];
  const result = state.result ?? {};
  const found = [
    ["page.train.epoch", state.epochs ? `${state.epoch ?? state.history.at(-1)?.epoch ?? 0} / ${state.epochs}` : "–"],
    ["page.chart.step", state.total ? `${number(state.step)} / ${number(state.total)}` : "–"],
    ["page.train.loss", number(last)],
    ["page.train.lr", number(state.lr ?? state.history.at(-1)?.lr)],
  ];
  if (result.test_accuracy !== undefined) found.unshift(["page.train.test_accuracy", percent(result.test_accuracy, 2)]);
  if (result.test_rmse !== undefined) found.unshift(["page.train.test_rmse", number(result.test_rmse)]);
  return found.map(([key, value]) => h("div", {}, h("dt", { text: key }), h("dd", {}, value)));
}

function renderNote(note, state) {
  const [key, values] = noteOf(state);
  note.hidden = key === null;
  if (key !== null) put(note, key, values);
}

function noteOf({ status, error, diverged, command, losses }) {
  if (status === "failed") return [diverged ? "page.train.diverged" : "page.plain", { text: error }];
  if (status === "stopped")
    return [command ? "page.train.stopped" : "page.train.stopped_early", { command: command ?? "" }];
  const times = losses.length > 1 ? losses.at(-1)[1] / losses[0][1] : 0;
  return times > GROWN ? ["page.train.growing", { times: number(times, 2) }] : [null];
}

function renderButtons({ state, parts, house }) {
  const { status } = state;
  const focused = parts.tools.contains(document.activeElement) ? document.activeElement : null;
  parts.pause.hidden = status !== "going";
  parts.go.hidden = status !== "paused";
  parts.stop.hidden = !["loading", "going", "paused"].includes(status);
  parts.resume.hidden = status !== "stopped" || !state.run;
  const model = house.start.models.find((one) => one.target === state.run);
  parts.draw.hidden = !(status === "done" && model?.digits);
  parts.runs.hidden = status !== "done";
  // Whoever pressed a button that is gone goes on at the one in its place.
  if (focused?.hidden) ([...parts.tools.children].find((one) => !one.hidden) ?? parts.title).focus();
}

function renderCharts(parts, state, regresses) {
  const rows = (name) => state.history.filter((row) => row[name] !== null).map((row) => [row.step, row[name]]);
  parts.loss.update([
    { name: "", points: state.losses, style: STYLE.train, faint: true },
    { name: "page.chart.train", points: smooth(state.losses), style: STYLE.train },
    {
      name: "page.chart.validation",
      points: rows("val_loss"),
      style: STYLE.validation,
      dashed: true,
      dots: state.history.length < 30,
    },
  ]);
  const series = [
    { name: "page.chart.train", points: rows("train_accuracy"), style: STYLE.train, dots: state.history.length < 30 },
    {
      name: "page.chart.validation",
      points: rows("val_accuracy"),
      style: STYLE.validation,
      dashed: true,
      dots: state.history.length < 30,
    },
    { name: "page.chart.watched", points: state.watched, style: STYLE.watched },
  ];
  parts.accuracyCard.hidden = series.every((one) => one.points.length === 0) && (regresses || state.history.length > 0);
  parts.accuracy.update(series);
}

function renderFlips(place, { items, better, worse, right, count }) {
  const told = h("p", { class: "hint", text: ["page.train.flips_count", { better, worse, right, count }] });
  const list = items.map((item) => {
    const values = { label: item.label, before: item.before, after: item.after };
    const good = item.after.en === item.label.en;
    const picture = still(item, good ? "page.train.flip_better" : "page.train.flip_worse", values);
    const words = h(
      "span",
      { class: "caption" },
      h("b", {}, `${good ? "✓" : "✗"} ${pick(item.label)}`),
      h("small", {}, `${pick(item.before)} → ${pick(item.after)}`),
    );
    return h("li", { class: good ? "better" : "worse" }, picture, words);
  });
  place.replaceChildren(told, h("ul", { class: "gallery" }, ...list));
}
