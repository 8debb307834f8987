// A digit out of noise: drag the time, and see what lesson 2's network thinks of it on the way.

import { fromBase64 } from "./base64.js";
import { button, field, h, latestOnly, select, setDisabled } from "./dom.js";
import { number, onLanguageChange, percent, setText } from "./i18n.js";
import { barList, offerModels } from "./predictions.js";
import { post } from "./server.js";

const PACE = 90; // milliseconds a step
const MOST_SEED = 2 ** 31;
const DIGITS = [..."0123456789"];

/** Build the room. */
export function buildFlow(root, app) {
  const room = { app, digit: "7", made: null, at: 0, timer: 0 };
  room.ask = latestOnly(() => draw(room));
  room.canvas = h("canvas", { class: "flow-picture", role: "img", width: 28, height: 28 });
  room.time = h("input", { type: "range", min: 0, max: 20, step: 1, value: 0 });
  room.time.addEventListener("input", () => {
    stop(room);
    show(room, Number(room.time.value));
  });
  room.told = h("output", {}, "0");
  room.judge = h("div", { class: "flow-judge" });
  room.strip = h("ol", { class: "flow-strip" });
  room.said = h("p", { class: "hint" });
  root.append(
    h("header", { class: "room-head" }, h("h1", { text: "page.flow.title" }), h("p", { text: "page.flow.lede" })),
    h("div", { class: "fit" }, controls(room), h("div", { class: "side" }, way(room))),
  );
  onLanguageChange(() => show(room, room.at));
  return { onEnter: (target) => setModels(room, target), onLeave: () => stop(room) };
}

function controls(room) {
  room.target = select([], "", () => room.ask());
  room.start = button("page.flow.draw", () => room.ask(), { class: "main" });
  room.play = button("page.flow.play", () => play(room));
  room.digits = DIGITS.map((digit) =>
    h("button", { type: "button", "aria-pressed": String(digit === room.digit), on: { click: () => choose(room, digit) } }, digit),
  );
  return h(
    "div",
    { class: "card form" },
    field("page.draw.weights", room.target),
    h("fieldset", {}, h("legend", { text: "page.flow.digit" }), h("div", { class: "digits" }, ...room.digits)),
    h("div", { class: "tools" }, room.start, room.play),
    room.said,
  );
}

function way(room) {
  return h(
    "div",
    { class: "card two-cards" },
    h(
      "section",
      {},
      room.canvas,
      h("div", { class: "slider" }, field("page.flow.time", room.time), room.told),
      room.strip,
    ),
    h("section", {}, h("h2", { text: "page.flow.judge" }), room.judge),
  );
}

function choose(room, digit) {
  room.digit = digit;
  for (const one of room.digits) one.setAttribute("aria-pressed", String(one.textContent === digit));
  room.ask();
}

function setModels(room, wanted) {
  const usable = offerModels(room.target, room.app.info.models, "flow", wanted);
  for (const one of [room.start, room.play, ...room.digits]) setDisabled(one, !usable.length);
  if (!usable.length) setText(room.said, "page.flow.none");
  else if (!room.made) room.ask();
}

async function draw(room) {
  if (!room.target.value) return;
  stop(room);
  setText(room.said, "page.flow.drawing");
  try {
    const seed = Math.floor(Math.random() * MOST_SEED);
    const question = { target: room.target.value, prompt: room.digit, count: 1, seed, options: {} };
    const [made] = (await post("/api/generate", question)).made;
    room.made = { ...made, way: made.watched.ways[0].map(fromBase64), judged: made.judged?.[0] ?? null };
    room.time.max = room.made.way.length - 1;
    room.app.showError(null);
    setText(room.said, "page.flow.new");
    strip(room);
    play(room);
  } catch (error) {
    setText(room.said, "page.plain", { text: "" });
    room.app.showError(error);
  }
}

function play(room) {
  if (!room.made) return;
  stop(room);
  const last = room.made.way.length - 1;
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return show(room, last);
  show(room, 0);
  room.timer = setInterval(() => {
    show(room, room.at + 1);
    if (room.at === last) stop(room);
  }, PACE);
}

function stop(room) {
  clearInterval(room.timer);
}

function strip(room) {
  const { way, size } = room.made;
  const shown = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * (way.length - 1)));
  room.strip.replaceChildren(
    ...shown.map((at) => {
      const canvas = h("canvas", { width: size[1], height: size[0] });
      paint(canvas, way[at]);
      return h("li", {}, canvas, h("small", {}, number(at / (way.length - 1))));
    }),
  );
}

function show(room, at) {
  if (!room.made) return;
  const { way, judged, label } = room.made;
  room.at = Math.min(at, way.length - 1);
  const time = number(room.at / (way.length - 1), 2);
  room.time.value = room.at;
  room.told.textContent = time;
  paint(room.canvas, way[room.at]);
  setText(room.canvas, "page.flow.picture", { digit: label, time }, "aria-label");
  room.judge.replaceChildren(
    ...(judged
      ? [
          barList(judged[room.at].map((share, digit) => [String(digit), share])),
          h("p", { class: "hint", text: ["page.flow.says", { digit: label, share: percent(judged[room.at][Number(label)]) }] }),
        ]
      : [h("p", { class: "hint", text: "page.flow.no_judge" })]),
  );
}

// A digit is light on dark, as the network has learned it.
function paint(canvas, bytes) {
  const image = new ImageData(canvas.width, canvas.height);
  bytes.forEach((value, k) => image.data.set([value, value, value, 255], 4 * k));
  canvas.getContext("2d").putImageData(image, 0, 0);
}
