// The page begins: words, rooms, language, light and dark. A room is built when it is first entered.

import { buildDraw } from "./draw.js";
import { buildFit } from "./fit.js";
import { themeSwitch } from "./look.js";
import { buildPhoto } from "./photo.js";
import { buildRuns } from "./runs.js";
import { get } from "./server.js";
import { serverBrain } from "./server-brain.js";
import { languageSwitch } from "./tongue.js";
import { buildTrain } from "./train.js";
import { learn, put, say, show } from "./words.js";

const ROOMS = ["draw", "photo", "train", "fit", "runs"];
const notice = document.querySelector("#notice");
const house = { start: null, rooms: {}, at: null, room: null, tell, news, refresh, enter };

const BUILD = {
  draw: (root) => {
    const brain = serverBrain(house.start.models);
    const room = buildDraw(root, brain, tell, news);
    return {
      ...room,
      entered: (target) => room.offer(serverBrain(house.start.models).models, target),
    };
  },
  photo: (root) => buildPhoto(root, house),
  train: (root) => buildTrain(root, house),
  fit: (root) => buildFit(root, house),
  runs: (root) => buildRuns(root, house),
};

/** Say a failure where everybody sees and hears it; null: it is over. */
function tell(error) {
  notice.hidden = !error;
  if (error === null) return;
  if (!error.message) console.error(error);
  show(notice, error.message || String(error));
}

/** Tell a screen reader something that others see anyway. */
function news(sentence) {
  show(document.querySelector("#news"), sentence);
}

/** Ask the server again what there is: after a training, there is a model more. */
async function refresh() {
  house.start = await get("/api/start");
}

/** Go to a room by its address: enter("draw", "20260114-153012_mnist_seed0"). */
function enter(room, what) {
  location.hash = what ? `${room}/${encodeURIComponent(what)}` : room;
}

async function route() {
  const [asked, what] = location.hash === house.at ? [here()] : location.hash.slice(1).split("/");
  house.at = location.hash; // the address is followed once; what is chosen afterwards stays
  const name = ROOMS.includes(asked) ? asked : ROOMS[0];
  tell(null);
  if (house.room !== name) house.rooms[house.room]?.left?.();
  house.room = name;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  for (const room of ROOMS) document.querySelector(`#${room}-room`).hidden = room !== name;
  put(document.querySelector("title"), "page.title", { room: say(`page.${name}.tab`) });
  if (house.rooms[name]) await refresh(); // somebody may have trained meanwhile, in a terminal perhaps
  house.rooms[name] ??= BUILD[name](document.querySelector(`#${name}-room`));
  await house.rooms[name].entered?.(what ? decoded(what) : undefined);
}

const here = () => location.hash.slice(1).split("/")[0];

function decoded(what) {
  try {
    return decodeURIComponent(what);
  } catch {
    return undefined; // an address that somebody has cut short
  }
}

async function begin() {
  themeSwitch(document.querySelector("#theme"));
  const [words] = await Promise.all([get("/api/words"), refresh()]);
  learn(words);
  // A Chinese browser on an English system has a Chinese reader.
  const proposed = navigator.language.startsWith("zh") ? "zh" : house.start.language;
  languageSwitch(document.querySelector("#language"), proposed, () => {
    tell(null); // what was said, was said in the other language
    route().catch(tell);
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault(); // the address names the room, and shall go on naming it
    document.querySelector("#room").focus();
  });
  window.addEventListener("hashchange", () => route().catch(tell));
  await route();
  document.body.classList.add("ready");
}

begin().catch(tell);
