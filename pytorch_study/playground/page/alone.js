// The exported page begins: the Draw room alone, with its network in the page itself. Nothing is ever fetched.

import { browserBrain } from "./browser-brain.js";
import { buildDraw } from "./draw.js";
import { themeSwitch } from "./look.js";
import { languageSwitch } from "./tongue.js";
import { learn, put, say, show } from "./words.js";

const { words, ...written } = JSON.parse(document.querySelector("#exported").textContent);

function tell(error) {
  const notice = document.querySelector("#notice");
  notice.hidden = !error;
  if (error === null) return;
  console.error(error);
  show(notice, error.message || String(error));
}

function title() {
  put(document.querySelector("title"), "page.title", { room: say("page.draw.tab") });
}

function begin() {
  themeSwitch(document.querySelector("#theme"));
  learn(words);
  languageSwitch(document.querySelector("#language"), navigator.language.startsWith("zh") ? "zh" : "en", title);
  title();
  tell(null);
  globalThis.brain = browserBrain(written); // for the curious: see `outputs` in browser-brain.js
  buildDraw(document.querySelector("#draw-room"), globalThis.brain, tell, (said) => show(document.querySelector("#news"), said));
  document.querySelector(".choice").hidden = true; // there is one network only
  document.body.classList.add("ready");
}

begin();
