// Draw a digit, and see what a network says of it while the stroke moves. The network is behind a `backend`:
// {models, predict(pixels, size, targets, layers), examples?(target, count), mistakes?(target, count)}; this file knows
// neither a server nor a network.

import { fromBase64 } from "./base64.js";
import { paint } from "./canvas.js";
import { button, debounce, field, fill, h, latestOnly, select } from "./dom.js";
import { makeGallery } from "./gallery.js";
import { onLanguageChange, percent, say, setText } from "./i18n.js";
import { makeLayers } from "./layers.js";
import { makePad } from "./pad.js";
import { howSure, makePrediction, modelName } from "./predictions.js";

const NONE = "";

/** Build the room. `showError(null)`: all is well again; `announce` speaks to a screen reader. */
export function buildDraw(root, backend, showError, announce) {
  const room = { backend, showError, targets: [], number: 0, layersVisible: false };
  room.pad = makePad((penLifted) => drawingChanged(room, penLifted));
  room.answers = [makePrediction(), makePrediction()];
  room.steps = h("ol", { class: "steps" });
  room.layers = makeLayers();
  room.gallery = backend.examples ? makeGallery(backend, (item) => room.pad.show(fromBase64(item.pixels))) : null;
  room.first = select([], "", (target) => selectTargets(room, [target, room.second.value]));
  room.second = select([], "", (target) => selectTargets(room, [room.first.value, target]));
  room.predict = latestOnly((penLifted, number, asked) => predict(room, penLifted, number, asked));
  room.announce = debounce((answers) => announce(asSpoken(answers)), 700);
  root.append(heading(), inputCards(room), ...lowerCards(room));
  watchLayers(room);
  onLanguageChange(() => drawingChanged(room, true));
  setModels(room, backend.models[0]?.target);
  return {
    pad: room.pad,
    /** Other models than before, and which of them to begin with. */
    setModels(models, target) {
      room.backend.models = models;
      setModels(room, target ?? room.targets[0]);
    },
  };
}

function heading() {
  return h("header", { class: "room-head" }, h("h1", { text: "page.draw.title" }), h("p", { text: "page.draw.lede" }));
}

function inputCards(room) {
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
    room.steps,
  );
  return h("div", { class: "draw-grid" }, paper, answers, seen);
}

function lowerCards(room) {
  const layers = h(
    "section",
    { class: "card" },
    h("h2", { text: "page.layers.title" }),
    h("p", { class: "hint", text: "page.layers.lede" }),
    room.layers.element,
  );
  if (!room.gallery) return [layers];
  // The layers are filled once they are seen: whatever stands below them is pushed away, even from under a finger.
  return [h("section", { class: "card" }, h("h2", { text: "page.draw.try" }), room.gallery.element), layers];
}

// To look inside takes longer than to answer: it is done only while somebody can see it.
function watchLayers(room) {
  const seen = ([entry]) => {
    const before = room.layersVisible;
    room.layersVisible = entry.isIntersecting;
    if (room.layersVisible && !before) drawingChanged(room, true);
  };
  new IntersectionObserver(seen, { rootMargin: "0px 0px -64px 0px" }).observe(room.layers.element);
}

function setModels(room, target) {
  const options = room.backend.models.map((model) => [model.target, ...modelName(model)]);
  const known = (wanted) => options.some(([value]) => value === wanted);
  const first = known(target) ? target : options[0]?.[0];
  const second = known(room.targets[1]) && room.targets[1] !== first ? room.targets[1] : NONE;
  fill(room.first, options, first);
  fill(room.second, [[NONE, "page.draw.nobody"], ...options], second);
  if (first !== undefined) selectTargets(room, [first, second]);
}

function selectTargets(room, targets) {
  room.targets = targets.filter((target, k) => target !== NONE && targets.indexOf(target) === k);
  room.gallery?.setTarget(room.targets[0]);
  drawingChanged(room, true);
}

const modelOf = (room, target) => room.backend.models.find((model) => model.target === target);

// The paper has changed: ask about the newest drawing. An empty one needs no network.
function drawingChanged(room, penLifted) {
  room.number += 1;
  room.pad.element.dataset.asked = room.number; // whoever waits knows by it that the bars are those of this drawing
  room.answers[1].element.hidden = room.targets.length < 2;
  if (room.pad.marks.length === 0 || room.targets.length === 0) return clearAnswers(room);
  return room.predict(penLifted, room.number, performance.now());
}

function clearAnswers(room) {
  room.announce([]); // what was about to be spoken was of a drawing that is gone
  room.pad.element.dataset.answered = room.number;
  room.targets.forEach((target, k) => room.answers[k].clear(modelOf(room, target)));
  room.steps.replaceChildren(...["drawing", "crop", "final"].map(() => h("li", { class: "missing" })));
  room.layers.clear();
}

async function predict(room, penLifted, number, asked) {
  const targets = [...room.targets];
  if (room.pad.marks.length === 0) return; // cleared meanwhile
  const { pixels, size } = room.pad.readPixels();
  try {
    const found = await room.backend.predict(pixels, size, targets, room.layersVisible);
    if (room.pad.marks.length === 0 || String(targets) !== String(room.targets)) return; // cleared meanwhile
    room.showError(null);
    if (found.empty) return clearAnswers(room);
    showAnswers(room, found);
    room.pad.element.dataset.answered = number;
    room.pad.element.dataset.took = (performance.now() - asked).toFixed(1); // milliseconds from the stroke to the bars
    if (penLifted && number === room.number) room.announce(found.answers);
  } catch (error) {
    room.showError(error);
  }
}

function showAnswers(room, found) {
  const models = found.answers.map((answer) => modelOf(room, answer.target));
  found.answers.forEach((answer, k) => room.answers[k].show(models[k], answer));
  steps(room.steps, found.steps);
  if (found.answers[0].layers) room.layers.show(found.answers, models, found.steps.at(-1));
}

// How the drawing was seen, step by step; the elements are kept, so that nothing flickers while one draws.
function steps(list, found) {
  if (list.children.length !== found.length || list.querySelector(".missing")) {
    list.replaceChildren(...found.map(() => h("li", {}, h("canvas", { "aria-hidden": "true" }), h("span"))));
  }
  found.forEach((step, k) => {
    const [canvas, caption] = list.children[k].children;
    paint(canvas, fromBase64(step.pixels), step.width, step.height);
    setText(caption, step.name);
  });
}

function asSpoken(answers) {
  return answers
    .map((answer) => {
      const share = percent(Math.max(...answer.probabilities), 0);
      return say(`page.draw.spoken_${howSure(answer)}`, { label: answer.label, share });
    })
    .join(" ");
}
