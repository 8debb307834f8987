// Watch the one training of the server: it goes on when nobody watches, and whoever comes later is told everything.

import { makeChart, smooth } from "./chart.js";
import { button, h, oncePerFrame } from "./dom.js";
import { paintFilters } from "./filters.js";
import { staticPicture } from "./gallery.js";
import { duration, language, metric, number, onLanguageChange, pick, say, sentenceOf, setText } from "./i18n.js";
import { post } from "./server.js";
import { onThemeChange } from "./theme.js";

const ACTIVE = ["loading", "running", "paused", "stopping", "scoring"];
const FREQUENT = ["step", "filters"];
const REDRAW = 500; // ms
const RETRY = 3000; // ms, until a server that refused is asked again
const MAX_POINTS = 1000; // points of the loss that are drawn
const STYLE = { train: 1, validation: 2, watched: 3 };

/** The panel. `resume(run)` goes on with a run; `changed()` is called when a training begins or ends. */
export function makeTrainingPanel(app, { resume, changed }) {
  const view = { app, resume, changed, state: null, source: null, visible: false, shown: null, timer: null, again: null };
  view.parts = makeParts(view);
  view.draw = oncePerFrame(() => render(view));
  view.element = h("div", { class: "live" }, view.parts.waiting, view.parts.panel);
  onThemeChange(view.draw);
  onLanguageChange(() => view.source && open(view)); // the server's sentences come in the language they are asked for
  // A browser keeps six connections to a server: a page that nobody looks at gives its own up.
  document.addEventListener("visibilitychange", () => view.visible && (document.hidden ? close(view) : open(view)));
  return {
    element: view.element,
    open: () => {
      view.visible = true;
      open(view);
    },
    close: () => {
      view.visible = false;
      close(view);
    },
    busy: () => ACTIVE.includes(view.state?.status),
    run: () => view.state?.run,
  };
}

function makeParts(view) {
  const press = (path) => () => post(path).then(() => view.app.showError(null), view.app.showError);
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
    runs: button("page.train.runs", () => view.app.enter("runs", view.state.run)),
    loss: makeChart({ title: "page.chart.loss", x: "page.chart.step", log: true }),
    headline: makeChart({ title: "page.chart.accuracy", x: "page.chart.step", percent: true }),
    filters: h("div", { class: "filters" }),
    flips: h("div", { class: "flips" }),
  };
  parts.tools = h("div", { class: "tools" }, parts.pause, parts.go, parts.stop, parts.resume, parts.draw, parts.runs);
  const status = h("p", { class: "status" }, parts.status, parts.left);
  const top = h("div", { class: "card" }, parts.title, status, parts.progress, parts.facts, parts.note, parts.tools);
  parts.headlineCard = h("div", { class: "card" }, parts.headline.element);
  const charts = h("div", { class: "charts" }, h("div", { class: "card" }, parts.loss.element), parts.headlineCard);
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
  let disconnected = false;
  source.addEventListener("error", () => {
    if (!disconnected) view.app.showError(new Error(say("page.gone"))); // once, not at every attempt to reconnect
    disconnected = true;
    // After a refusal a browser does not ask again of itself.
    if (source.readyState === EventSource.CLOSED) view.again = setTimeout(() => open(view), RETRY);
  });
  source.addEventListener("open", () => {
    if (disconnected) view.app.showError(null);
    disconnected = false;
  });
  for (const [name, take] of Object.entries(EVENTS)) {
    source.addEventListener(name, (event) => {
      if (name !== "state" && view.state === null) return; // it has just begun; its state is on the way
      take(view, JSON.parse(event.data));
      if (FREQUENT.includes(name)) view.timer ??= setTimeout(() => drawNow(view), REDRAW);
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
    if (state?.status !== before?.status || state?.run !== before?.run) statusChanged(view, before);
  },
  step: (view, step) => applyStep(view.state, step),
  epoch: (view, row) => view.state.history.push(row),
  filters: (view, filters) => (view.state.filters = filters),
  flips: (view, flips) => {
    view.state.flips = flips;
    view.state.watched.push([flips.step, flips.right / flips.count]);
  },
  message: (view, { text }) => (view.state.message = text),
  paused: (view, step) => applyStep(view.state, { ...step, status: "paused" }),
  running: (view) => (view.state.status = "running"),
  stopped: (view, { run, command, left_loading }) => applyEnd(view, { status: "stopped", run, command, left_loading }),
  done: (view, { run, result }) => applyEnd(view, { status: "done", run, result }),
  failed: (view, { error, diverged }) => applyEnd(view, { status: "failed", error, diverged }),
};

function applyStep(state, { points, ...step }) {
  Object.assign(state, step);
  const last = state.losses.at(-1)?.[0] ?? 0; // the state that came first may have told some of them
  state.losses.push(...points.filter(([at]) => at > last));
  if (state.losses.length > MAX_POINTS) state.losses = state.losses.filter((_, k) => k % 2);
}

function applyEnd(view, last) {
  Object.assign(view.state, last);
  statusChanged(view, null);
}

// A training has begun, or ended. When it is done there is a model more to draw against.
function statusChanged(view, before) {
  if (view.state?.status === "done" && before?.status !== "done") view.app.refresh().then(view.draw, view.app.showError);
  view.changed();
}

function toDraw(view) {
  view.app.enter("draw", view.state.run);
}

function render(view) {
  const { state, parts } = view;
  parts.waiting.hidden = state !== null;
  parts.panel.hidden = state === null;
  if (state === null) return;
  setText(parts.title, "page.train.run", { run: state.run ?? state.lesson });
  setText(parts.status, `page.train.status.${statusOf(state)}`); // spoken when it changes; what is left changes all the time
  const left = leftOf(state);
  parts.left.hidden = left === null;
  if (left !== null) setText(parts.left, ...left);
  parts.progress.value = state.total ? state.step / state.total : 0;
  parts.facts.replaceChildren(...facts(state));
  renderNote(parts.note, state);
  renderButtons(view);
  renderCharts(parts, state);
  parts.filtersCard.hidden = !state.filters;
  if (state.filters) paintFilters(parts.filters, state.filters);
  parts.flipsCard.hidden = !state.flips;
  if (state.flips && view.shown !== state.flips) renderFlips(parts.flips, state.flips);
  view.shown = state.flips;
}

// Before it has a folder, a training has nothing to save.
const UNBEGUN = { stopping: "waiting", stopped: "ended" };
const statusOf = ({ status, run }) => (run ? status : (UNBEGUN[status] ?? status));

function leftOf(state) {
  if (state.status === "loading" && state.message) return ["page.plain", { text: state.message }];
  if (state.status === "running" && state.left !== null) return ["page.train.left", { time: duration(state.left) }];
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
  const score = result[`test_${state.headline?.name}`];
  if (score !== undefined) found.unshift([`page.train.test_${state.headline.name}`, metric(state.headline, score)]);
  return found.map(([key, value]) => h("div", {}, h("dt", { text: key }), h("dd", {}, value)));
}

function renderNote(note, state) {
  const [key, values] = noteOf(state);
  note.hidden = key === null;
  if (key !== null) setText(note, key, values);
}

function noteOf({ status, error, diverged, command, verdict, left_loading }) {
  if (status === "failed") return [diverged ? "page.train.diverged" : "page.plain", { text: error }];
  if (status === "stopped" && left_loading) return ["page.train.load_left"];
  if (status === "stopped")
    return [command ? "page.train.stopped" : "page.train.stopped_early", { command: command ?? "" }];
  return verdict ? sentenceOf(verdict) : [null];
}

function renderButtons({ state, parts, app }) {
  const { status } = state;
  const focused = parts.tools.contains(document.activeElement) ? document.activeElement : null;
  parts.pause.hidden = status !== "running";
  parts.go.hidden = status !== "paused";
  parts.stop.hidden = !["loading", "running", "paused"].includes(status);
  parts.resume.hidden = !["stopped", "failed"].includes(status) || !state.run || state.diverged;
  const model = app.info.models.find((one) => one.target === state.run);
  parts.draw.hidden = !(status === "done" && model?.digits);
  parts.runs.hidden = status !== "done";
  // Whoever pressed a button that is gone goes on at the one in its place.
  if (focused?.hidden) ([...parts.tools.children].find((one) => !one.hidden) ?? parts.title).focus();
}

function renderCharts(parts, state) {
  const measured = (row, name) => row[name] !== null && row[name] !== undefined;
  const rows = (name) => state.history.filter((row) => measured(row, name)).map((row) => [row.step, row[name]]);
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
    { name: "page.chart.train", points: rows(`train_${state.headline?.name}`), style: STYLE.train, dots: state.history.length < 30 },
    {
      name: "page.chart.validation",
      points: rows(`val_${state.headline?.name}`),
      style: STYLE.validation,
      dashed: true,
      dots: state.history.length < 30,
    },
    { name: "page.chart.watched", points: state.watched, style: STYLE.watched },
  ];
  const nothing = series.every((one) => one.points.length === 0);
  const shown = state.headline?.name !== "loss"; // else it would be the same chart once more
  parts.headlineCard.hidden = !shown || (nothing && state.history.length > 0);
  const { name = "accuracy", percent = true } = state.headline ?? {};
  parts.headline.update(series, { title: `page.chart.${name}`, percent });
}

function renderFlips(place, { items, better, worse, right, count }) {
  const told = h("p", { class: "hint", text: ["page.train.flips_count", { better, worse, right, count }] });
  const list = items.map((item) => {
    const values = { label: item.label, before: item.before, after: item.after };
    const good = item.after.en === item.label.en;
    const picture = staticPicture(item, good ? "page.train.flip_better" : "page.train.flip_worse", values);
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
