// The page's entry: sentences, rooms, language, light and dark. A room is built when it is first entered.

import { buildDraw } from "./draw.js";
import { buildFit } from "./fit.js";
import { buildFlow } from "./flow.js";
import { loadSentences, say, setPlainText, setText } from "./i18n.js";
import { languageSwitch } from "./language.js";
import { buildLearn } from "./learn.js";
import { buildPhoto } from "./photo.js";
import { buildPoems } from "./poems.js";
import { buildRuns } from "./runs.js";
import { serverBackend } from "./server-backend.js";
import { get } from "./server.js";
import { themeSwitch } from "./theme.js";
import { buildTrain } from "./train.js";

const ROOMS = ["draw", "photo", "poems", "flow", "train", "fit", "runs", "learn"];
const OF_A_LESSON = ["poems", "flow"]; // rooms that need a model of the lesson of that name
const notice = document.querySelector("#notice");
const app = { info: null, rooms: {}, address: null, room: null, routed: 0, showError, announce, refresh, enter, rename };

const BUILD = {
  draw: (root) => {
    const backend = serverBackend(app.info.models);
    const room = buildDraw(root, backend, showError, announce);
    return {
      ...room,
      onEnter: (target) => room.setModels(serverBackend(app.info.models).models, target),
    };
  },
  photo: (root) => buildPhoto(root, app),
  poems: (root) => buildPoems(root, app),
  flow: (root) => buildFlow(root, app),
  train: (root) => buildTrain(root, app),
  fit: (root) => buildFit(root, app),
  runs: (root) => buildRuns(root, app),
  learn: (root) => buildLearn(root, app),
};

/** Show a failure where everybody sees and hears it; null: it is over. */
function showError(error) {
  notice.hidden = !error;
  if (error === null) return;
  if (!error.message) console.error(error);
  setPlainText(notice, error.message || String(error));
}

/** Tell a screen reader something that others see anyway. */
function announce(sentence) {
  setPlainText(document.querySelector("#news"), sentence);
}

/** Ask the server again what there is: after a training, there is a model more. */
async function refresh() {
  app.info = await get("/api/start");
  for (const link of document.querySelectorAll("nav a")) link.hidden = !offered(link.hash.slice(1));
}

const offered = (room) =>
  ROOMS.includes(room) && (!OF_A_LESSON.includes(room) || app.info.models.some((model) => model.lesson === room));

/** Go to a room by its address: enter("draw", "20260114-153012_mnist_seed0"). */
function enter(room, what) {
  location.hash = what ? `${room}/${encodeURIComponent(what)}` : room;
}

/** Name in the address what a room shows, without going anywhere. */
function rename(room, what) {
  history.replaceState(null, "", `#${room}/${encodeURIComponent(what)}`);
  app.address = location.hash;
}

async function route() {
  const [asked, what] = location.hash === app.address ? [here()] : location.hash.slice(1).split("/");
  app.address = location.hash; // the address is followed once; what is chosen afterwards stays
  const name = offered(asked) ? asked : ROOMS[0];
  showError(null);
  if (app.room !== name) app.rooms[app.room]?.onLeave?.();
  app.room = name;
  const number = (app.routed += 1);
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  for (const room of ROOMS) document.querySelector(`#${room}-room`).hidden = room !== name;
  setText(document.querySelector("title"), "page.title", { room: say(`page.${name}.tab`) });
  if (number > 1) await refresh(); // somebody may have trained meanwhile, in a terminal perhaps
  if (number !== app.routed) return; // and the reader has gone on
  app.rooms[name] ??= BUILD[name](document.querySelector(`#${name}-room`));
  await app.rooms[name].onEnter?.(what ? decoded(what) : undefined);
}

const here = () => location.hash.slice(1).split("/")[0];

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // an address that somebody has cut short
  }
}

async function begin() {
  themeSwitch(document.querySelector("#theme"));
  const [words] = await Promise.all([get("/api/words"), refresh()]);
  loadSentences(words);
  // A Chinese browser on an English system has a Chinese reader.
  const proposed = navigator.language.startsWith("zh") ? "zh" : app.info.language;
  languageSwitch(document.querySelector("#language"), proposed, () => {
    showError(null); // what was said, was said in the other language
    route().catch(showError);
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault(); // the address names the room, and shall go on naming it
    document.querySelector("#room").focus();
  });
  window.addEventListener("hashchange", () => route().catch(showError));
  await route();
  document.body.classList.add("ready");
}

begin().catch(showError);
