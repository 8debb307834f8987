// Draw a digit, and see what a network makes of it while the stroke moves. The network is asked through a `brain`:
// {models, look(pixels, size, targets, layers), examples?(target, count), mistakes?(target, count)}; this file knows
// neither a server nor a network.

import { makeAnswer, modelName } from "./answers.js";
import { button, field, fill, h, later, newest, select } from "./dom.js";
import { makeGallery } from "./gallery.js";
import { makeLayers } from "./layers.js";
import { paint, unpack } from "./look.js";
import { makePad } from "./pad.js";
import { onLanguage, percent, put, say } from "./words.js";

const NONE = "";

/** Build the room. `tell` says a failure to the reader, null: all is well; `news` speaks to a screen reader. */
export function buildDraw(root, brain, tell, news) {
  const room = { brain, tell, targets: [], number: 0, inside: false };
  room.pad = makePad((lifted) => look(room, lifted));
  room.answers = [makeAnswer(), makeAnswer()];
  room.seen = h("ol", { class: "steps" });
  room.layers = makeLayers();
  room.gallery = brain.examples ? makeGallery(brain, (item) => room.pad.show(unpack(item.pixels))) : null;
  room.first = select([], "", (target) => aim(room, [target, room.second.value]));
  room.second = select([], "", (target) => aim(room, [room.first.value, target]));
  room.ask = newest((lifted, number, asked) => ask(room, lifted, number, asked));
  room.announce = later((answers) => news(spoken(answers)), 700);
  root.append(heading(), deskOf(room), ...below(room));
  watchLayers(room);
  onLanguage(() => look(room, true));
  offer(room, brain.models[0]?.target);
  return {
    pad: room.pad,
    /** Other models than before, and which of them to begin with. */
    offer(models, target) {
      room.brain.models = models;
      offer(room, target ?? room.targets[0]);
    },
  };
}

function heading() {
  return h("header", { class: "room-head" }, h("h1", { text: "page.draw.title" }), h("p", { text: "page.draw.lede" }));
}

function deskOf(room) {
  const pen = h("input", { type: "range", min: 6, max: 30, step: 1, value: room.pad.pen });
  pen.addEventListener("input", () => (room.pad.pen = Number(pen.value)));
  const tools = h(
    "div",
    { class: "tools" },
    button("page.draw.undo", room.pad.undo, { class: "undo" }),
    button("page.draw.clear", room.pad.clear, { class: "clear" }),
    field("page.draw.pen", pen),
  );
  const keys = h("p", { class: "hint keys", id: "pad-keys", text: "page.draw.keys" });
  const hint = h("p", { class: "pad-hint", "aria-hidden": "true", text: "page.draw.hint" });
  room.pad.element.append(hint);
  const paper = h("div", { class: "card paper" }, room.pad.element, tools, keys);
  const choice = h(
    "div",
    { class: "choice" },
    field("page.draw.weights", room.first),
    field("page.draw.against", room.second),
  );
  const verdicts = h("div", { class: "verdicts" }, ...room.answers.map((answer) => answer.element));
  const answers = h("div", { class: "card answers" }, choice, verdicts);
  const seen = h(
    "div",
    { class: "card seen" },
    h("h2", { text: "page.draw.seen" }),
    h("p", { class: "hint", text: "page.draw.seen_hint" }),
    room.seen,
  );
  return h("div", { class: "desk" }, paper, answers, seen);
}

function below(room) {
  const layers = h(
    "section",
    { class: "card" },
    h("h2", { text: "page.layers.title" }),
    h("p", { class: "hint", text: "page.layers.lede" }),
    room.layers.element,
  );
  if (!room.gallery) return [layers];
  return [layers, h("section", { class: "card" }, h("h2", { text: "page.draw.try" }), room.gallery.element)];
}

// To look inside takes longer than to answer: it is done only while somebody can see it.
function watchLayers(room) {
  const seen = ([entry]) => {
    const before = room.inside;
    room.inside = entry.isIntersecting;
    if (room.inside && !before) look(room, true);
  };
  new IntersectionObserver(seen, { rootMargin: "0px 0px -64px 0px" }).observe(room.layers.element);
}

function offer(room, target) {
  const options = room.brain.models.map((model) => [model.target, ...modelName(model)]);
  const known = (wanted) => options.some(([value]) => value === wanted);
  const first = known(target) ? target : options[0]?.[0];
  const second = known(room.targets[1]) && room.targets[1] !== first ? room.targets[1] : NONE;
  fill(room.first, options, first);
  fill(room.second, [[NONE, "page.draw.nobody"], ...options], second);
  if (first !== undefined) aim(room, [first, second]);
}

function aim(room, targets) {
  room.targets = targets.filter((target, k) => target !== NONE && targets.indexOf(target) === k);
  room.gallery?.of(room.targets[0]);
  look(room, true);
}

const modelOf = (room, target) => room.brain.models.find((model) => model.target === target);

// The paper has changed: ask about the newest drawing. An empty one needs no network.
function look(room, lifted) {
  room.number += 1;
  room.pad.element.dataset.asked = room.number; // whoever waits knows by it that the bars are those of this drawing
  room.answers[1].element.hidden = room.targets.length < 2;
  if (room.pad.marks.length === 0 || room.targets.length === 0) return blank(room);
  return room.ask(lifted, room.number, performance.now());
}

function blank(room) {
  room.announce([]); // what was about to be spoken was of a drawing that is gone
  room.pad.element.dataset.answered = room.number;
  room.targets.forEach((target, k) => room.answers[k].blank(modelOf(room, target)));
  room.seen.replaceChildren(...["drawing", "crop", "final"].map(() => h("li", { class: "missing" })));
  room.layers.blank();
}

async function ask(room, lifted, number, asked) {
  const targets = [...room.targets];
  if (room.pad.marks.length === 0) return; // cleared meanwhile
  const { pixels, size } = room.pad.seen();
  try {
    const found = await room.brain.look(pixels, size, targets, room.inside);
    if (room.pad.marks.length === 0 || String(targets) !== String(room.targets)) return; // cleared meanwhile
    room.tell(null);
    if (found.empty) return blank(room);
    tellAll(room, found);
    room.pad.element.dataset.answered = number;
    room.pad.element.dataset.took = (performance.now() - asked).toFixed(1); // milliseconds from the stroke to the bars
    if (lifted && number === room.number) room.announce(found.answers);
  } catch (error) {
    room.tell(error);
  }
}

function tellAll(room, found) {
  const models = found.answers.map((answer) => modelOf(room, answer.target));
  found.answers.forEach((answer, k) => room.answers[k].tell(models[k], answer));
  steps(room.seen, found.steps);
  if (found.answers[0].layers) room.layers.show(found.answers, models, found.steps.at(-1));
}

// How the drawing was seen, step by step; the elements are kept, so that nothing flickers while one draws.
function steps(list, found) {
  if (list.children.length !== found.length || list.querySelector(".missing")) {
    list.replaceChildren(...found.map(() => h("li", {}, h("canvas", { "aria-hidden": "true" }), h("span"))));
  }
  found.forEach((step, k) => {
    const [canvas, caption] = list.children[k].children;
    paint(canvas, unpack(step.pixels), step.width, step.height);
    put(caption, step.name);
  });
}

function spoken(answers) {
  return answers
    .map(({ label, probabilities }) =>
      say("page.draw.spoken", { label, share: percent(Math.max(...probabilities), 0) }),
    )
    .join(" ");
}
