// The exercises: the list, one task, and what the last check of the learner's own file said. Files are written in the
// learner's editor; this room only looks.

import { button, h, latestOnly } from "./dom.js";
import { language, onLanguageChange, pick, say, setPlainText, setText } from "./i18n.js";
import { makeCheck, withCode } from "./learn-check.js";
import { get, post } from "./server.js";

const RETRY = 3000;

/** Build the room. */
export function buildLearn(root, app) {
  const room = { app, all: null, name: null, source: null, again: 0, entered: 0, asked: 0, unfolded: new Set(), step: false };
  room.count = h("p", { class: "hint" });
  room.chapters = h("div", { class: "chapters" });
  room.check = makeCheck({ check: () => room.ask(room.name, true) });
  room.load = (name) => load(room, name).catch(app.showError);
  room.ask = latestOnly((name, again) => ask(room, name, again).catch((error) => (room.check.failed(), app.showError(error))));
  room.list = h("div", { class: "card exercises", role: "navigation", label: "page.learn.list" }, room.count, room.chapters);
  room.body = h("div", { class: "learn", hidden: true }, room.list, h("div", { class: "side" }, task(room), room.check.element));
  room.where = h("p", {});
  room.lede = h("p", {}, ...withCode(say("page.learn.lede")));
  room.empty = h(
    "div",
    { class: "card form", hidden: true },
    room.where,
    h("div", { class: "tools" }, button("page.learn.again", () => onEnter(room).catch(app.showError), { class: "main" })),
  );
  root.append(
    h("header", { class: "room-head" }, h("h1", { text: "page.learn.title" }), room.lede),
    room.empty,
    room.body,
  );
  onLanguageChange(() => {
    room.lede.replaceChildren(...withCode(say("page.learn.lede")));
    if (room.all) tellWhere(room);
    if (room.source && room.name) (showList(room), room.load(room.name));
  });
  return { onEnter: (name) => onEnter(room, name), onLeave: () => ((room.entered += 1), close(room)) };
}

function task(room) {
  room.title = h("h2", { tabIndex: -1 });
  room.about = h("p", { class: "hint" });
  room.file = h("code", { class: "path", translate: "no" });
  room.text = h("div", { class: "task" });
  room.hints = h("div", { class: "hints" });
  const step = (by) => () => {
    const { exercises } = room.all;
    const at = exercises.findIndex((one) => one.name === room.name) + by;
    room.step = exercises[at] !== undefined; // whoever steps on reads on at the title
    if (room.step) room.app.enter("learn", exercises[at].name);
  };
  return h(
    "section",
    { class: "card" },
    room.title,
    room.about,
    h("p", { class: "hint" }, h("span", { text: "page.learn.file" }), " ", room.file),
    room.text,
    room.hints,
    h("div", { class: "tools" }, button("page.learn.previous", step(-1)), button("page.learn.next", step(1))),
  );
}

async function onEnter(room, name) {
  const number = (room.entered += 1);
  const all = await get("/api/learn");
  if (number !== room.entered) return; // left again meanwhile, or entered anew
  room.all = all;
  room.empty.hidden = room.all.there;
  room.body.hidden = !room.all.there;
  tellWhere(room);
  if (!room.all.there) return;
  const known = room.all.exercises.some((one) => one.name === name);
  room.name = known ? name : (room.name ?? room.all.current);
  if (!known && room.app.room === "learn") room.app.rename("learn", room.name); // so that "back" comes back to this one
  showList(room);
  listen(room);
  await room.load(room.name);
}

function tellWhere(room) {
  room.where.replaceChildren(...withCode(say("page.learn.missing", { folder: room.all.folder })));
}

// Chapters that one can fold; the one with the current exercise is open.
function showList(room) {
  const { exercises, chapters } = room.all;
  const done = exercises.filter((one) => one.passed).length;
  setText(room.count, "page.learn.count", { done, count: exercises.length });
  const focused = room.chapters.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const folds = Object.entries(chapters).map(([chapter, title]) => {
    const inside = exercises.filter((one) => one.chapter === chapter);
    const values = { title, done: inside.filter((one) => one.passed).length, count: inside.length };
    const open = room.unfolded.has(chapter) || inside.some((one) => one.name === room.name);
    const unfold = (event) => room.unfolded[event.currentTarget.parentElement.open ? "delete" : "add"](chapter);
    return h(
      "details",
      { open },
      h("summary", { text: ["page.learn.chapter", values], "data-key": chapter, on: { click: unfold } }),
      h("ul", {}, ...inside.map((one) => h("li", {}, entry(room, one)))),
    );
  });
  room.chapters.replaceChildren(...folds);
  if (focused) [...room.chapters.querySelectorAll("[data-key]")].find((one) => one.dataset.key === focused)?.focus();
  const current = room.chapters.querySelector("[aria-current]");
  if (current && !focused) room.list.scrollTop = Math.max(0, current.offsetTop - room.list.clientHeight / 2);
}

function entry(room, one) {
  const state = one.passed ? "page.learn.done" : "page.learn.open";
  return h(
    "a",
    { href: `#learn/${encodeURIComponent(one.name)}`, "data-key": one.name, "aria-current": one.name === room.name ? "true" : null },
    h("span", { class: one.passed ? "mark-done" : "mark-open", role: "img", label: state }, one.passed ? "✓" : "○"),
    " ",
    h("span", {}, pick(one.title)),
  );
}

const pathOf = (name) => `/api/learn/${encodeURIComponent(name)}`;

// The text at once, whatever is still being checked; then the check of the file.
async function load(room, name) {
  const number = (room.asked += 1);
  const one = await get(pathOf(name));
  if (number !== room.asked) return; // somebody has gone on meanwhile
  setPlainText(room.title, one.title);
  setText(room.about, "page.plain", { text: `${one.chapter} · ${say("page.learn.minutes", { minutes: one.minutes })}` });
  setPlainText(room.file, one.file);
  room.text.replaceChildren(...one.text.split("\n\n").map((part) => h("p", {}, ...withCode(joined(part)))));
  showHints(room, one.hints);
  if (room.step) room.title.focus();
  room.step = false;
  await room.ask(name);
}

async function ask(room, name, again = false) {
  room.check.wait();
  const found = await post(`${pathOf(name)}${again ? "?again" : ""}`); // again: with new inputs
  if (room.name !== name) return;
  room.check.show(found);
  const passed = await get("/api/learn"); // in the terminal, too, somebody may have passed it
  room.all = passed;
  showList(room);
}

// Lines that an editor broke become one paragraph again; what begins deeper is a line of its own.
function joined(part) {
  const lines = part.split("\n");
  const glue = language() === "zh" ? "" : " ";
  return lines.reduce((text, line) => (/^\s/.test(line) ? `${text}\n${line}` : `${text}${text ? glue : ""}${line}`), "");
}

function showHints(room, hints) {
  const items = hints.map((text, k) =>
    h("details", {}, h("summary", { text: ["page.learn.hint", { level: k + 1 }] }), h("p", { class: "task" }, ...withCode(text))),
  );
  room.hints.replaceChildren(...items);
}

function close(room) {
  clearTimeout(room.again);
  room.source?.close();
  room.source = null;
}

function listen(room) {
  close(room);
  const source = (room.source = new EventSource(`/api/learn/events?lang=${language()}`));
  let lost = false;
  source.addEventListener("error", () => {
    if (!lost) room.app.showError(new Error(say("page.gone"))); // once, not at every attempt to reconnect
    lost = true;
    if (source.readyState === EventSource.CLOSED) room.again = setTimeout(() => listen(room), RETRY);
  });
  source.addEventListener("open", () => {
    if (lost) room.app.showError(null);
    lost = false;
  });
  source.addEventListener("saved", (event) => {
    const { name } = JSON.parse(event.data);
    room.app.announce(say("page.learn.saved", { name }));
    if (name === room.name) room.load(name);
    else room.app.enter("learn", name); // one works on what one saves
  });
}
