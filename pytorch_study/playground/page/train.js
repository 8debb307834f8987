// Pick a lesson and its recipe, change what you like, start. What happens then is shown in training-panel.js.

import { button, field, fill, h, isDisabled, select, setDisabled } from "./dom.js";
import { pick, setPlainText, setText } from "./i18n.js";
import { get, post } from "./server.js";
import { makeTrainingPanel } from "./training-panel.js";

const FIRST = ["epochs", "batch_size", "lr"]; // everybody wants these; the rest is folded away
const AUGMENT = ["flip", "alternating_flip", "crop", "cutout", "affine", "progressive_resize"];
const SELDOM = ["progressive_resize"]; // only some networks take pictures of any size: offered where a recipe has it

/** Build the room. */
export function buildTrain(root, app) {
  const room = { app, lesson: null, recipe: null, inputs: {} };
  room.panel = makeTrainingPanel(app, { resume: (run) => resume(room, run), changed: () => updateForm(room) });
  room.lessons = select([], "", (name) => choose(room, name));
  room.recipes = select([], "", (name) => chooseRecipe(room, name));
  room.about = h("small", { class: "hint" });
  room.fields = h("div", { class: "fields" });
  room.more = h("details", {}, h("summary", { text: "page.train.more" }));
  room.unfinished = h("div", { class: "unfinished", hidden: true });
  root.append(
    h("header", { class: "room-head" }, h("h1", { text: "page.train.title" }), h("p", { text: "page.train.lede" })),
    h("div", { class: "train" }, formCard(room), room.panel.element),
  );
  return { onEnter: () => onEnter(room), onLeave: room.panel.close };
}

function formCard(room) {
  room.start = h("button", { type: "submit", class: "main", text: "page.train.start" });
  const absurd = button("page.train.absurd", () => setAbsurdRate(room), { class: "link" });
  const form = h(
    "form",
    { class: "card form" },
    field("page.train.lesson", room.lessons),
    room.about,
    field("page.train.recipe", room.recipes),
    room.fields,
    room.more,
    h("div", { class: "tools" }, room.start, absurd),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!isDisabled(room.start)) start(room);
  });
  return h("div", { class: "side" }, form, room.unfinished);
}

async function onEnter(room) {
  const { lessons } = room.app.info;
  fill(room.lessons, lessons.map(lessonOption), room.lesson?.name ?? "mnist");
  for (const option of room.lessons.options) {
    const lesson = lessons.find((one) => one.name === option.value);
    if (!lesson.file) setText(option, "page.plain", { text: lesson.title });
  }
  if (!room.lesson) choose(room, room.lessons.value);
  room.panel.open();
  await offerUnfinished(room);
}

const lessonOption = (lesson) =>
  lesson.file ? [lesson.name, "page.train.own", { file: lesson.file }] : [lesson.name, pick(lesson.title)];

function choose(room, name) {
  room.lesson = room.app.info.lessons.find((lesson) => lesson.name === name);
  const names = Object.keys(room.lesson.recipes);
  fill(
    room.recipes,
    names.length ? names.map((one) => [one, one]) : [["", "page.train.its_default"]],
    room.lesson.default ?? "",
  );
  setText(room.about, room.lesson.file ? "page.train.own_hint" : "page.plain", { text: room.lesson.data });
  chooseRecipe(room, room.recipes.value);
}

function chooseRecipe(room, name) {
  room.recipe = room.lesson.recipes[name] ?? null;
  room.inputs = {};
  const seed = numberInput(0);
  room.inputs.seed = { value: () => Number(seed.value), given: 0, input: seed };
  const augment = ["row", "tokens"].includes(room.lesson.input) ? [] : [augmentField(room)];
  room.fields.replaceChildren(...FIRST.map((one) => recipeField(room, one)), ...augment);
  const rest = Object.keys(room.recipe ?? {}).filter((one) => !FIRST.includes(one) && one !== "augment");
  room.more.replaceChildren(
    room.more.firstChild,
    h("div", { class: "fields" }, field("page.train.seed", seed), ...rest.map((one) => recipeField(room, one))),
  );
}

const numberInput = (value) =>
  h("input", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", value: String(value) });

// A field of the recipe: a choice where only some words are allowed, else what the recipe says, to be written over.
function recipeField(room, name) {
  const given = room.recipe ? written(room.recipe[name]) : "";
  const choices = room.lesson.choices?.[name];
  const input = choices
    ? select(
        choices.map((one) => [one, one]),
        given,
        () => {},
      )
    : numberInput(given);
  if (!room.recipe) input.placeholder = "–";
  room.inputs[name] = { value: () => input.value.trim(), given, input };
  return field(`page.train.field.${name}`, input);
}

const written = (value) => (value === null ? "none" : Array.isArray(value) ? value.join(",") || "none" : String(value));

function augmentField(room) {
  const given = room.recipe?.augment ?? [];
  const amounts = Object.fromEntries(given.map((one) => [one.split(":")[0], one]));
  const offered = AUGMENT.filter((name) => name in amounts || !SELDOM.includes(name));
  const boxes = offered.map((name) => {
    const box = h("input", { type: "checkbox", checked: name in amounts, value: amounts[name] ?? name });
    return h("label", { class: "check" }, box, h("span", { text: `page.train.augment.${name}` }));
  });
  const chosen = () =>
    boxes
      .map((one) => one.firstChild)
      .filter((box) => box.checked)
      .map((box) => box.value);
  room.inputs.augment = { value: () => written(chosen()), given: written(given) };
  return h("fieldset", {}, h("legend", { text: "page.train.field.augment" }), ...boxes);
}

// Only what differs from the recipe is asked for; the server reads it as the command line does.
function changesOf(room) {
  const { seed, ...fields } = room.inputs;
  const same = (one) => one.value() === one.given || (one.value() === "" && ["", "none"].includes(one.given));
  const changed = Object.entries(fields).filter(([, one]) => !same(one));
  return { seed: seed.value(), changes: Object.fromEntries(changed.map(([name, one]) => [name, one.value()])) };
}

async function start(room) {
  const question = { lesson: room.lesson.name, recipe: room.recipes.value || null, ...changesOf(room) };
  await attempt(room, () => post("/api/train", question));
}

async function resume(room, run) {
  await attempt(room, () => post("/api/train/resume", { run }));
}

async function attempt(room, work) {
  setDisabled(room.start, true);
  try {
    await work();
    room.app.showError(null);
    room.unfinished.hidden = true;
    room.panel.open();
    room.panel.element.scrollIntoView({ block: "nearest" }); // on a narrow screen it is below the form
  } catch (error) {
    room.app.showError(error);
    updateForm(room);
  }
}

// One training at a time: while there is one, no other can be started.
function updateForm(room) {
  setDisabled(room.start, room.panel.busy());
  if (!room.panel.busy()) offerUnfinished(room);
}

// With weight decay, AdamW multiplies every weight by about lr times decay in each step: the loss grows while one
// watches. Without it, only a number that nothing can hold is sure to be too much.
function setAbsurdRate(room) {
  const { optimizer, weight_decay: decay } = room.recipe ?? {};
  room.inputs.lr.input.value = optimizer === "adamw" && decay > 0 ? String(100 / decay) : "1e30";
  room.inputs.lr.input.focus();
}

async function offerUnfinished(room) {
  const runs = await get("/api/runs");
  const left = runs.filter((run) => run.resumable && run.name !== room.panel.run()); // that one has a button of its own
  room.unfinished.hidden = left.length === 0 || room.panel.busy();
  const items = left.map((run) => {
    const name = h("span", { translate: "no" });
    setPlainText(name, run.name);
    return h(
      "li",
      {},
      name,
      button("page.train.resume", () => resume(room, run.name), {
        label: ["page.train.resume_run", { run: run.name }],
      }),
    );
  });
  room.unfinished.replaceChildren(
    h("div", { class: "card" }, h("h2", { text: "page.train.unfinished" }), h("ul", { class: "plain" }, ...items)),
  );
}
