// What a network answers: the class it thinks of, large, and all probabilities as bars with their numbers.

import { fill, h } from "./dom.js";
import { metric, percent, pick, setPlainText, setText } from "./i18n.js";

const UNSURE = 0.5;
const SHOWN = { sure: "page.draw.sure", unsure: "page.draw.unsure", unlike: "page.draw.unlike" };

/** An empty answer; `show` fills it, `clear` empties it. */
export function makePrediction() {
  const name = h("h2", { class: "whose" });
  const best = h("span", { class: "best" });
  const sure = h("span", { class: "sure" });
  const bars = h("ul", { class: "bars" });
  const element = h("div", { class: "answer" }, name, h("p", { class: "verdict" }, best, sure), bars);
  const rows = [];

  function clear(model) {
    heading(name, model);
    setPlainText(best, "?");
    setText(sure, "page.draw.nothing_yet");
    element.classList.add("empty");
    lines(rows, bars, model.labels);
    rows.forEach((row) => fillRow(row, null, false));
  }

  function show(model, { labels, probabilities, label, unsure }) {
    heading(name, model);
    element.classList.remove("empty");
    lines(rows, bars, labels);
    const most = Math.max(...probabilities);
    rows.forEach((row, k) => fillRow(row, probabilities[k], probabilities[k] === most));
    setPlainText(best, label);
    setText(sure, SHOWN[howSure({ probabilities, unsure })], { share: percent(most) });
  }

  return { element, clear, show };
}

/** How much an answer is to be relied on. */
export function howSure({ probabilities, unsure }) {
  if (unsure) return "unlike";
  return Math.max(...probabilities) < UNSURE ? "unsure" : "sure";
}

/** What a model is called: its run, or the weights that ship, with its accuracy where that is known. */
export function modelName(model) {
  const values = { name: model.shipped ? model.recipe : model.target, score: model.score === null ? "" : metric(model.headline, model.score) };
  const kind = model.shipped ? "shipped" : "run";
  return [model.score === null ? `page.model.${kind}` : `page.model.${kind}_scored`, values];
}

/** Offer the models of a lesson in a `select`; what was chosen before stays, unless `wanted` is there. Returns them. */
export function offerModels(choice, models, lesson, wanted) {
  const usable = models.filter((model) => model.lesson === lesson);
  const asked = wanted ?? choice.value;
  const chosen = usable.some((model) => model.target === asked) ? asked : usable[0]?.target;
  fill(
    choice,
    usable.map((model) => [model.target, ...modelName(model)]),
    chosen,
  );
  return usable;
}

/** Rows of bars for any list of [name, share]; the best one is marked. */
export function barList(items) {
  const bars = h("ul", { class: "bars words" });
  const rows = [];
  lines(
    rows,
    bars,
    items.map(([name]) => name),
  );
  const most = Math.max(...items.map(([, share]) => share));
  rows.forEach((row, k) => fillRow(row, items[k][1], items[k][1] === most));
  return bars;
}

function heading(element, model) {
  setText(element, ...modelName(model));
}

// As many rows as there are classes; kept while one draws, so that only their lengths change.
function lines(rows, list, labels) {
  if (rows.length === labels.length && rows.every((row, k) => row.label.textContent === pick(labels[k]))) return;
  rows.splice(0, rows.length, ...labels.map(makeRow));
  list.replaceChildren(...rows.map((row) => row.element));
}

function makeRow(text) {
  const label = h("span", { class: "label" }, pick(text));
  const bar = h("span", { class: "bar" });
  const share = h("span", { class: "share" });
  return { label, bar, share, element: h("li", {}, label, h("span", { class: "track" }, bar), share) };
}

function fillRow(row, value, best) {
  row.bar.style.transform = `scaleX(${value ?? 0})`;
  row.share.textContent = value === null ? "–" : percent(value);
  row.element.classList.toggle("winner", best);
}
