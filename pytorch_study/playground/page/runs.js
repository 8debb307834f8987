// All runs: choose some, and see their curves over each other, what differs between their recipes, and what each gets
// wrong.

import { makeChart } from "./chart.js";
import { button, field, h, latestOnly, select, table } from "./dom.js";
import { duration, metric, number, onLanguageChange, say, setPlainText } from "./i18n.js";
import { makeMistakes } from "./mistakes.js";
import { get } from "./server.js";

const MOST = 6; // curves over each other; more, and nobody can showError them apart

/** Build the room. */
export function buildRuns(root, app) {
  const room = { app, runs: [], chosen: [], details: new Map(), measure: null };
  room.list = h("div", { class: "wide", tabIndex: 0, role: "group", label: "page.runs.all" });
  room.chart = makeChart({ title: "page.runs.curves", x: "page.train.epoch", log: true, whole: true });
  room.accuracyChart = makeChart({ title: "page.runs.curves", x: "page.train.epoch", percent: true, whole: true });
  room.measures = select([], "", (measure) => {
    room.measure = measure;
    curves(room);
  });
  room.differences = h("div", { class: "wide", tabIndex: 0, role: "group", label: "page.runs.differences" });
  room.mistakes = makeMistakes();
  room.compare = latestOnly((names) => compare(room, names));
  room.body = h("div", { class: "runs", hidden: true }, ...cards(room));
  room.empty = h(
    "div",
    { class: "card", hidden: true },
    h("p", { text: "page.runs.none" }),
    button("page.runs.to_train", () => app.enter("train"), { class: "main" }),
  );
  root.append(
    h("header", { class: "room-head" }, h("h1", { text: "page.runs.title" }), h("p", { text: "page.runs.lede" })),
    room.empty,
    room.body,
  );
  onLanguageChange(() => room.runs.length && (render(room), room.compare(room.chosen)));
  return { onEnter: (name) => onEnter(room, name) };
}

function cards(room) {
  const chart = h(
    "div",
    { class: "card" },
    field("page.runs.measure", room.measures),
    room.chart.element,
    room.accuracyChart.element,
  );
  room.problems = h("p", { class: "warning", role: "status", hidden: true });
  const differences = h(
    "div",
    { class: "card" },
    h("h2", { text: "page.runs.differences" }),
    room.problems,
    room.differences,
  );
  room.two = h("div", { class: "two" }, chart, differences);
  return [
    h(
      "div",
      { class: "card" },
      h("h2", { text: "page.runs.all" }),
      h("p", { class: "hint", text: ["page.runs.choose", { count: MOST }] }),
      room.list,
    ),
    room.two,
    room.mistakes.element,
  ];
}

async function onEnter(room, name) {
  room.runs = await get("/api/runs");
  room.empty.hidden = room.runs.length > 0;
  room.body.hidden = room.runs.length === 0;
  if (room.runs.length === 0) return;
  const readable = room.runs.filter((run) => run.error === null);
  const known = (one) => readable.some((run) => run.name === one);
  room.chosen = room.chosen.filter(known);
  if (name && known(name)) room.chosen = [name];
  const first = readable.find((run) => run.finished) ?? readable[0];
  if (room.chosen.length === 0 && first) room.chosen = [first.name];
  render(room);
  room.compare(room.chosen);
}

function render(room) {
  const heads = [
    "page.runs.show",
    "page.runs.run",
    "page.runs.recipe",
    "page.runs.result",
    "page.runs.epochs",
    "page.runs.time",
  ];
  const rows = room.runs.map((run) => {
    const line = room.chosen.indexOf(run.name);
    const box = h("input", {
      type: "checkbox",
      checked: line >= 0,
      disabled: run.error !== null,
      label: ["page.runs.show_run", { run: run.name }],
      on: { change: () => toggle(room, run.name) },
    });
    const colour = h("span", { class: line >= 0 ? `swatch s${line + 1}` : "swatch", "aria-hidden": "true" });
    const name = h("span", { class: "run-name", translate: "no" }, run.name);
    const recipe = run.error ? h("span", { class: "why" }, run.error) : `${run.lesson} · ${run.recipe}`;
    return [h("span", { class: "pick" }, box, colour), name, recipe, ...results(run)];
  });
  room.list.replaceChildren(table(heads, rows, { class: "run-table" }));
}

function results(run) {
  const result = h("span");
  if (run.score !== null) {
    const name = run.headline.percent ? "" : `${say(`page.chart.${run.headline.name}`)} `; // a share needs no name
    setPlainText(result, name + metric(run.headline, run.score));
  } else if (!run.error) result.append(h("span", { class: "hint", text: "page.runs.unfinished" }));
  return [result, number(run.epochs), run.seconds === null || run.seconds === undefined ? "–" : duration(run.seconds)];
}

function toggle(room, name) {
  if (room.chosen.includes(name)) room.chosen = room.chosen.filter((one) => one !== name);
  else room.chosen = [...room.chosen, name].slice(-MOST);
  const focused = document.activeElement?.getAttribute("aria-label");
  render(room);
  if (focused)
    [...room.list.querySelectorAll("input")].find((box) => box.getAttribute("aria-label") === focused)?.focus();
  room.compare(room.chosen);
}

async function compare(room, names) {
  const problems = [];
  const told = (name, error) => problems.push(`${short(name)}: ${error.message || error}`);
  try {
    for (const name of names) {
      room.details.delete(name);
      await get(`/api/runs/${encodeURIComponent(name)}`).then(
        (details) => room.details.set(name, details),
        (error) => told(name, error),
      );
    }
    if (String(names) !== String(room.chosen)) return;
    const open = names.filter((name) => room.details.has(name)); // of the others there is a note in their place
    const query = new URLSearchParams(open.map((name) => ["name", name]));
    const found = open.length > 1 ? await get(`/api/compare?${query}`) : null;
    if (String(names) !== String(room.chosen)) return;
    room.app.showError(null);
    setPlainText(room.problems, problems.join("\n"));
    room.problems.hidden = problems.length === 0;
    room.two.classList.toggle("stacked", names.length > 2); // a column a run needs room
    offerMeasures(room);
    curves(room);
    differences(room, open, found);
    room.mistakes.show(names.map((name) => room.runs.find((run) => run.name === name)).filter((run) => run?.finished));
  } catch (error) {
    room.app.showError(error);
  }
}

// Of each chosen run its headline metric, then what all trainings have.
function measuresOf(room) {
  const headlines = room.chosen.map((name) => room.runs.find((run) => run.name === name)?.headline);
  const names = [...new Set(headlines.filter(Boolean).map((one) => one.name))];
  return [...new Set([...names, "loss"].flatMap((name) => [`val_${name}`, `train_${name}`])), "lr"];
}

const isPercent = (room, measure) =>
  room.runs.some(({ headline }) => headline?.percent && measure?.endsWith(`_${headline.name}`));
const measured = (row, name) => row[name] !== null && row[name] !== undefined;
const historyOf = (room, name) => room.details.get(name)?.history ?? []; // none while it is on its way

// Only what at least one of the chosen runs has measured.
function offerMeasures(room) {
  const has = (measure) =>
    room.chosen.some((name) => historyOf(room, name).some((row) => measured(row, measure)));
  const there = measuresOf(room).filter(has);
  if (!there.includes(room.measure)) room.measure = there[0] ?? null;
  room.measures.replaceChildren(
    ...there.map((one) =>
      h("option", { value: one, text: `page.runs.measure.${one}`, selected: one === room.measure }),
    ),
  );
}

function curves(room) {
  const measure = room.measure;
  const series = room.chosen.map((name, k) => {
    const rows = measure ? historyOf(room, name).filter((row) => measured(row, measure)) : [];
    const points = rows.map((row) => [row.epoch, row[measure]]);
    return { name: short(name), points, style: k + 1, dashed: k % 2 === 1, dots: rows.length < 30 };
  });
  const share = isPercent(room, measure);
  room.chart.element.hidden = share;
  room.accuracyChart.element.hidden = !share;
  (share ? room.accuracyChart : room.chart).update(series);
}

/** A run's name without its year: 0114-153012_mnist_seed0. */
export const short = (name) => name.replace(/^\d{4}(?=\d{4}-\d{6}_)/, "");

function differences(room, names, found) {
  if (found === null) {
    room.differences.replaceChildren(recipeList(names[0] ? room.details.get(names[0]).recipe_fields : {}));
    return;
  }
  const fields = Object.entries(found.differences);
  if (fields.length === 0) return room.differences.replaceChildren(h("p", { class: "hint", text: "page.runs.same" }));
  const rows = fields.map(([name, values]) => [h("code", {}, name), ...values.map(written)]);
  const element = table(["page.runs.field", ...names.map(() => "page.plain")], rows);
  names.forEach((name, k) => setPlainText(element.rows[0].cells[k + 1], short(name)));
  return room.differences.replaceChildren(element);
}

const written = (value) =>
  value === null || value === undefined ? "–" : Array.isArray(value) ? value.join(", ") || "–" : String(value);

// One run alone differs from nothing: its whole recipe, then.
function recipeList(recipe) {
  const items = Object.entries(recipe).map(([name, value]) =>
    h("div", {}, h("dt", {}, h("code", {}, name)), h("dd", {}, written(value))),
  );
  return h("dl", { class: "recipe" }, ...items);
}
