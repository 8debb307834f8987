// A photo: dropped, pasted, chosen or taken. What the network thinks of it, where it looked, and what it knows at all.

import { makeCamera } from "./camera.js";
import { button, field, fill, h, latestOnly, select } from "./dom.js";
import { onLanguageChange, percent, pick, setText } from "./i18n.js";
import { barList, modelName } from "./predictions.js";
import { makeSamplePhotos } from "./sample-photos.js";
import { post } from "./server.js";

/** Build the room. */
export function buildPhoto(root, app) {
  const room = { app, target: null, file: null, url: null };
  room.choice = select([], "", (target) => {
    room.target = target;
    if (room.file) ask(room);
  });
  room.result = h("div", { class: "photo-result", "aria-live": "polite" });
  room.ask = latestOnly((file, target) => predict(room, file, target));
  room.camera = makeCamera((picture) => setFile(room, picture), app.showError);
  root.append(
    h("header", { class: "room-head" }, h("h1", { text: "page.photo.title" }), h("p", { text: "page.photo.lede" })),
    h(
      "div",
      { class: "photo" },
      dropCard(room),
      h("div", { class: "card" }, field("page.draw.weights", room.choice), room.result),
    ),
  );
  waitForFiles(room);
  onLanguageChange(() => (room.answer ? render(room) : empty(room)));
  empty(room);
  return { onEnter: (target) => setModels(room, target), onLeave: room.camera.stop };
}

// Models that take colour pictures; those for grey ones come after them.
function setModels(room, wanted) {
  const usable = room.app.info.models.filter((model) => model.classifies && model.shape.length === 3);
  usable.sort((a, b) => b.shape[0] - a.shape[0]);
  const kept = usable.some((model) => model.target === (wanted ?? room.target));
  room.target = kept ? (wanted ?? room.target) : usable[0]?.target;
  fill(
    room.choice,
    usable.map((model) => [model.target, ...lessonModel(model)]),
    room.target,
  );
}

function lessonModel(model) {
  const [, values] = modelName(model);
  return ["page.photo.model", { ...values, lesson: model.lesson }];
}

function dropCard(room) {
  const input = h("input", { type: "file", accept: "image/*", class: "unseen", id: "photo-file" });
  input.addEventListener("change", () => {
    if (input.files[0]) setFile(room, input.files[0]);
    input.value = ""; // the same file may be chosen again
  });
  room.preview = h("img", { alt: "", hidden: true });
  room.invite = h("p", { class: "invite", text: "page.photo.drop" });
  const choose = h("label", { class: "button", htmlFor: "photo-file", text: "page.photo.choose" });
  room.zone = h("div", { class: "zone" }, room.preview, room.invite);
  room.others = h("p", { class: "hint", role: "status", hidden: true });
  const tools = h("div", { class: "tools" }, input, choose, room.camera.button);
  return h(
    "div",
    { class: "card drop" },
    room.zone,
    room.camera.element,
    tools,
    room.others,
    makeSamplePhotos(room.app.info.photos, (file) => setFile(room, file), room.app.showError),
    h("p", { class: "hint", text: "page.photo.private" }),
  );
}

function waitForFiles(room) {
  const here = () => !room.zone.closest("section").hidden;
  const files = (event) => [...((event.dataTransfer ?? event.clipboardData)?.files ?? [])];
  document.addEventListener("paste", (event) => {
    takeFirst(room, here() ? files(event) : []);
  });
  // Over the whole page: a file that misses the frame must not make the browser leave the page.
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    room.zone.classList.toggle("over", here());
  });
  document.addEventListener("dragleave", () => room.zone.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    room.zone.classList.remove("over");
    takeFirst(room, here() ? files(event) : []);
  });
}

function takeFirst(room, files) {
  if (files.length > 0) setFile(room, files[0], files.length);
}

function setFile(room, file, count = 1) {
  room.file = file;
  room.others.hidden = count === 1;
  setText(room.others, "page.photo.others", { count, name: file.name });
  if (room.url) URL.revokeObjectURL(room.url);
  room.url = URL.createObjectURL(file);
  room.preview.src = room.url;
  room.preview.hidden = false;
  room.invite.hidden = true;
  room.preview.onerror = () => {
    room.preview.hidden = true; // a kind of picture that this browser cannot show
    room.invite.hidden = false;
  };
  room.camera.stop();
  ask(room);
}

function ask(room) {
  room.answer = null;
  room.result.replaceChildren(h("p", { class: "hint", text: "page.photo.looking" }));
  room.result.setAttribute("aria-busy", "true");
  room.ask(room.file, room.target);
}

async function predict(room, file, target) {
  try {
    const answer = await post(`/api/photo?target=${encodeURIComponent(target)}`, file);
    if (file !== room.file || target !== room.target) return;
    room.app.showError(null);
    room.answer = answer;
    render(room);
  } catch (error) {
    room.app.showError(error);
    empty(room);
  } finally {
    room.result.removeAttribute("aria-busy");
  }
}

function empty(room) {
  room.result.replaceChildren(h("p", { class: "hint", text: "page.photo.empty" }));
}

const name = ({ label, zh }) => pick({ zh, en: label });

function render(room) {
  const { top, unsure, unlike, several, knows, picture, heat } = room.answer;
  const best = top[0];
  const doubt = best.probability < 0.5 ? "page.draw.unsure" : "page.draw.unlike";
  const verdict = h(
    "p",
    { class: "verdict word" },
    h("span", { class: "best" }, name(best)),
    h("span", {
      class: "sure",
      text: [unsure ? doubt : "page.draw.sure", { share: percent(best.probability) }],
    }),
  );
  const known = knows.map(name).join(pick({ zh: "、", en: ", " }));
  const limits = h("p", {
    class: unsure ? "warning" : "hint",
    text: [unlike ? "page.photo.unlike" : unsure ? "page.photo.unsure" : "page.photo.knows", { count: knows.length, known }],
  });
  const views = h(
    "div",
    { class: "views" },
    view(picture, "page.photo.saw"),
    heat ? view(heat, "page.photo.heat", name(best)) : null,
  );
  const bars = barList(top.map((one) => [name(one), one.probability]));
  room.result.replaceChildren(...(several ? all(several) : []), verdict, bars, limits, views);
}

/** All digits of a photo: their string, which of them are doubtful, and where they are. */
function all({ count, label, doubtful, boxes }) {
  const said = [h("p", { class: "verdict word" }, h("span", { class: "best" }, label))];
  if (doubtful.length) {
    const places = doubtful.map((place) => `${place} (${label[place - 1]})`).join(pick({ zh: "、", en: ", " }));
    said.push(h("p", { class: "warning", text: ["page.photo.doubtful", { places }] }));
  }
  said.push(h("p", { class: "hint", text: ["page.photo.several", { count, label }] }));
  return boxes ? [...said, h("div", { class: "views" }, view(boxes, "page.photo.boxes"))] : said;
}

function view(source, key, label) {
  const caption = h("figcaption");
  setText(caption, key, { label });
  const image = h("img", { src: source });
  setText(image, key, { label }, "alt");
  return h("figure", {}, image, caption);
}
