// A poem that grows before your eyes. Each of its characters can be asked: from what was it chosen, where did it look?

import { button, field, fill, h, isDisabled, latestOnly, select, setDisabled } from "./dom.js";
import { onLanguageChange, percent, setText } from "./i18n.js";
import { barList, offerModels } from "./predictions.js";
import { post } from "./server.js";

const FORMS = ["4x7", "4x5", "8x7", "8x5"];
const NAMES = { "4x5": "五绝", "4x7": "七绝", "8x5": "五律", "8x7": "七律" };
const PACE = 160; // milliseconds a character, so that one can follow
const MOST_SEED = 2 ** 31;

/** Build the room. */
export function buildPoems(root, app) {
  const room = { app, poem: null, shown: 0, chosen: null, block: 0, blocks: null, timer: 0 };
  room.paper = h("div", { class: "poem", role: "group", label: "page.poems.poem" });
  room.about = h("div", { class: "about-character" });
  room.said = h("div", { class: "poem-notes", "aria-live": "polite" });
  room.write = latestOnly(() => write(room));
  root.append(
    h("header", { class: "room-head" }, h("h1", { text: "page.poems.title" }), h("p", { text: "page.poems.lede" })),
    h(
      "div",
      { class: "fit" },
      controls(room),
      h("div", { class: "side" }, h("div", { class: "card poem-card" }, room.paper, room.said), room.about),
    ),
  );
  onLanguageChange(() => render(room));
  return { onEnter: (target) => setModels(room, target), onLeave: () => showAll(room) };
}

function controls(room) {
  room.target = select([], "", () => setForms(room));
  room.form = select([], "", () => {});
  room.prompt = h("input", { type: "text", maxlength: 56, autocomplete: "off" });
  room.acrostic = h("input", { type: "text", maxlength: 14, autocomplete: "off" });
  const told = h("output", {}, "0.9");
  room.temperature = h("input", { type: "range", min: 0, max: 2, step: 0.1, value: 0.9 });
  room.temperature.addEventListener("input", () => (told.textContent = room.temperature.value));
  room.start = h("button", { type: "submit", class: "main", text: "page.poems.write" }); // so Enter in a field writes, too
  room.skip = button("page.poems.skip", () => showAll(room));
  setDisabled(room.skip, true);
  return h(
    "form",
    { class: "card form", on: { submit: (event) => (event.preventDefault(), isDisabled(room.start) || room.write()) } },
    field("page.draw.weights", room.target),
    field("page.poems.form", room.form),
    field("page.poems.prompt", room.prompt),
    field("page.poems.acrostic", room.acrostic),
    h("div", { class: "slider" }, field("page.poems.temperature", room.temperature), told),
    h("div", { class: "tools" }, room.start, room.skip),
  );
}

function setModels(room, wanted) {
  const usable = offerModels(room.target, room.app.info.models, "poems", wanted);
  room.models = usable;
  setForms(room);
  setDisabled(room.start, !usable.length);
  if (!usable.length) room.said.replaceChildren(h("p", { class: "hint", text: "page.poems.none" }));
  else if (!room.poem) room.write();
}

// English poems have one form; those of the Tang, four.
function setForms(room) {
  const english = room.models?.find((model) => model.target === room.target.value)?.settings.collection === "sonnets";
  const forms = english ? ["sonnet"] : FORMS;
  const chosen = forms.includes(room.form.value) ? room.form.value : forms[0];
  fill(
    room.form,
    forms.map((form) => [form, `page.poems.form.${form}`]),
    chosen,
  );
}

async function write(room) {
  const options = { form: NAMES[room.form.value] ?? room.form.value, temperature: Number(room.temperature.value) };
  if (room.acrostic.value.trim()) options.acrostic = room.acrostic.value;
  const prompt = room.prompt.value.trim() ? room.prompt.value : null;
  setText(room.start, "page.poems.writing");
  try {
    const seed = Math.floor(Math.random() * MOST_SEED);
    const answer = await post("/api/generate", { target: room.target.value, prompt, count: 1, seed, options });
    room.app.showError(null);
    grow(room, answer.made[0]);
  } catch (error) {
    room.app.showError(error);
  } finally {
    setText(room.start, room.poem ? "page.poems.again" : "page.poems.write");
  }
}

function grow(room, poem) {
  clearInterval(room.timer);
  const characters = poem.lines.flatMap((line, number) =>
    [...line].map((character, place) => ({ character, line: number, place })),
  );
  room.poem = { ...poem, characters };
  room.block = poem.watched.attention.length - 1;
  room.shown = 0;
  room.chosen = null;
  setDisabled(room.skip, false);
  const step = matchMedia("(prefers-reduced-motion: reduce)").matches ? characters.length : 1;
  room.timer = setInterval(() => {
    room.shown = Math.min(characters.length, room.shown + step);
    room.chosen = room.shown - 1;
    if (room.shown === characters.length) showAll(room);
    else render(room);
  }, PACE);
  render(room);
}

function showAll(room) {
  clearInterval(room.timer);
  if (!room.poem) return;
  room.shown = room.poem.characters.length;
  room.chosen ??= room.shown - 1;
  setDisabled(room.skip, true);
  render(room);
}

function render(room) {
  if (!room.poem) return;
  const { lines, copied, characters, watched } = room.poem;
  const done = room.shown === characters.length;
  const looked = room.chosen === null ? [] : attended(room, watched);
  const strongest = Math.max(...looked, 1e-9);
  const focused = document.activeElement?.dataset?.at;
  const choosing = room.blocks !== null && document.activeElement === room.blocks;
  const spans = characters.map(({ character, line, place }, at) => {
    const share = looked[at] ?? 0;
    const props = { type: "button", class: at === room.chosen ? "here" : "", "data-at": at, lang: "zh-CN", on: { click: () => choose(room, at) } };
    const element = h("button", props, character === " " ? "\u00a0" : character);
    setText(element, "page.poems.character", { line: line + 1, place: place + 1, character }, "aria-label");
    element.style.setProperty("--looked", at < room.chosen ? share / strongest : 0);
    element.hidden = at >= room.shown;
    return element;
  });
  room.paper.replaceChildren(
    ...lines.map((_, number) =>
      h(
        "p",
        { class: done && copied.includes(number + 1) ? "copied" : "" },
        ...spans.filter((_, at) => characters[at].line === number),
      ),
    ),
  );
  if (focused) room.paper.querySelector(`[data-at="${focused}"]`)?.focus();
  room.said.replaceChildren(...(done ? notes(copied) : []));
  room.about.replaceChildren(...(room.chosen === null ? [] : [about(room)]));
  if (choosing) room.blocks.focus();
}

function choose(room, at) {
  clearInterval(room.timer);
  room.shown = room.poem.characters.length;
  setDisabled(room.skip, true);
  room.chosen = at;
  render(room);
}

// How much the chosen character attended to each one before it. The model sees the form first: place t looks at t + 1.
function attended(room, { attention }) {
  const [, ...looked] = attention[room.block][room.chosen];
  return looked;
}

function notes(copied) {
  const key = copied.length ? "page.poems.copied" : "page.poems.not_copied";
  return [
    h("p", { class: "hint", text: [key, { copied: copied.length }] }),
    h("p", { class: "hint", text: "page.poems.sense" }),
  ];
}

function about(room) {
  const { characters, watched } = room.poem;
  const { character, line, place } = characters[room.chosen];
  const share = percent(watched.chosen[room.chosen]);
  const given = watched.given.includes(room.chosen);
  room.blocks = select(
    watched.attention.map((_, number) => [String(number), "page.poems.block_number", { number: number + 1 }]),
    String(room.block),
    (value) => {
      room.block = Number(value);
      render(room);
    },
  );
  const form = percent(watched.attention[room.block][room.chosen][0]);
  return h(
    "div",
    { class: "card two-cards" },
    h(
      "section",
      {},
      h("h2", { translate: "no", text: ["page.poems.character", { line: line + 1, place: place + 1, character }] }),
      h("h3", { text: "page.poems.candidates" }),
      h(
        "div",
        { lang: "zh-CN" },
        barList(watched.candidates[room.chosen].map(([name, chance]) => [name === "\n" ? "⏎" : name, chance])),
      ),
      h("p", { class: "hint", translate: "no", text: [given ? "page.poems.given" : "page.poems.drawn", { character, share }] }),
    ),
    h(
      "section",
      {},
      h("h3", { text: "page.poems.attention" }),
      field("page.poems.block", room.blocks),
      h("p", { class: "hint", text: ["page.poems.form_share", { share: form }] }),
    ),
  );
}
