// What finished runs get wrong: confusion matrix, accuracy of each class, the surest mistakes.

import { h, select } from "./dom.js";
import { staticPicture } from "./gallery.js";
import { number, percent, pick, say, setText } from "./i18n.js";
import { scatter } from "./scatter.js";
import { get } from "./server.js";

const MOST = 12; // classes in a matrix that can still be read
const WORST = 30;

/** The panel; `show(runs)` shows the first of them, the others can be chosen. */
export function makeMistakes() {
  const view = { runs: [], name: null, number: 0 };
  view.choice = select([], "", (name) => load(view, name));
  view.head = h("label", { class: "inline", hidden: true }, h("span", { text: "page.runs.of" }), view.choice);
  view.status = h("p", { class: "hint", role: "status" });
  view.body = h("div", { class: "mistakes" });
  view.element = h("div", { class: "card" }, h("h2", { text: "page.runs.wrong" }), view.head, view.status, view.body);
  return { element: view.element, show: (runs) => show(view, runs) };
}

function show(view, runs) {
  view.runs = runs;
  view.head.hidden = view.runs.length < 2;
  if (view.runs.length === 0) {
    view.number += 1;
    view.name = null;
    view.body.replaceChildren();
    return setText(view.status, "page.runs.none_finished");
  }
  const name = view.runs.some((run) => run.name === view.name) ? view.name : view.runs[0].name;
  view.choice.replaceChildren(
    ...view.runs.map((run) => h("option", { value: run.name, selected: run.name === name }, run.name)),
  );
  return load(view, name);
}

async function load(view, name) {
  const asked = (view.number += 1);
  view.name = name;
  view.body.replaceChildren();
  setText(view.status, "page.runs.scoring");
  try {
    const answers = await get(`/api/runs/${encodeURIComponent(name)}/answers`);
    if (asked !== view.number) return;
    setText(view.status, "page.plain", { text: "" });
    view.body.replaceChildren(...(answers.points ? [scatter(answers)] : classified(answers)));
  } catch (error) {
    if (asked !== view.number) return;
    // Of a run that cannot be opened again: the rest of the page knows nothing of it.
    view.body.replaceChildren(h("p", { class: "warning" }, error.message || String(error)));
    setText(view.status, "page.plain", { text: "" });
  }
}

const classified = (answers) => [matrix(answers), classes(answers), ...(answers.mistakes ? [worst(answers)] : [])];
const nameOf = (answers, k) => pick({ zh: answers.zh?.[k] || answers.labels[k], en: answers.labels[k] });

function figure(key, hint, ...children) {
  return h(
    "figure",
    {},
    h("figcaption", {}, h("h3", { text: key }), h("p", { class: "hint", text: hint })),
    ...children,
  );
}

// A table, as it should be: each cell has its number, and its colour says it again.
function matrix(answers) {
  const { confusion, labels } = answers;
  if (labels.length > MOST) return figure("page.runs.confusion", ["page.runs.too_many", { count: labels.length }]);
  const most = Math.max(1, ...confusion.flatMap((row, i) => row.filter((_, k) => k !== i)));
  const names = labels.map((_, k) => nameOf(answers, k));
  const head = h("tr", {}, h("td"), ...names.map((name) => h("th", { scope: "col" }, h("span", {}, name))));
  const rows = confusion.map((row, i) =>
    h("tr", {}, h("th", { scope: "row" }, names[i]), ...row.map((count, k) => cell(count, i === k, most))),
  );
  const element = h(
    "table",
    { class: "confusion" },
    h("caption", { class: "unseen", text: "page.runs.confusion_hint" }),
    h("thead", {}, head),
    h("tbody", {}, ...rows),
  );
  return figure(
    "page.runs.confusion",
    "page.runs.confusion_hint",
    h("div", { class: "wide", tabIndex: 0, role: "group", label: "page.runs.confusion" }, element),
  );
}

function cell(count, right, most) {
  const level = right || count === 0 ? 0 : Math.ceil((4 * count) / most);
  return h("td", { class: right ? "right" : `wrong-${level}` }, count === 0 ? "·" : number(count));
}

function classes(answers) {
  const items = answers.per_class
    .map((one, k) => [nameOf(answers, k), one])
    .filter(([, one]) => one.count > 0) // a class without test pictures has no accuracy
    .sort(([, a], [, b]) => a.accuracy - b.accuracy);
  const lowest = Math.min(...items.map(([, one]) => one.low));
  const from = Math.floor(Math.min(lowest, 0.95) * 20) / 20; // the bars begin here, or all would look alike
  const share = (value) => `${(100 * (value - from)) / (1 - from)}%`;
  const rows = items.map(([name, one]) => {
    const range = h("span", { class: "range" });
    const dot = h("span", { class: "dot" });
    Object.assign(range.style, { left: share(one.low), width: `${(100 * (one.high - one.low)) / (1 - from)}%` });
    dot.style.left = share(one.accuracy);
    return h(
      "li",
      {},
      h("span", { class: "label" }, name),
      h("span", { class: "track" }, range, dot),
      h("span", { class: "share" }, percent(one.accuracy)),
    );
  });
  return figure(
    "page.runs.classes",
    ["page.runs.classes_hint", { from: percent(from, 0) }],
    h("ul", { class: "bars classes" }, ...rows),
  );
}

function worst(answers) {
  if (answers.mistakes.length === 0) return figure("page.runs.worst", "page.draw.no_mistakes");
  const shown = (label) => nameOf(answers, answers.labels.indexOf(label));
  const items = answers.mistakes.slice(0, WORST).map((item) => {
    const values = { label: shown(item.label), answer: shown(item.answer), share: percent(item.probability, 0) };
    const words = h(
      "span",
      { class: "caption" },
      h("b", {}, `${values.label} → ${values.answer}`),
      h("small", {}, values.share),
    );
    return h("li", {}, staticPicture(item, "page.draw.mistake", values), words);
  });
  return figure("page.runs.worst", "page.runs.worst_hint", h("ul", { class: "gallery" }, ...items));
}
