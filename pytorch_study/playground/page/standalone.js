// The exported page's entry: only the Draw room, with its network in the page itself. Nothing is ever fetched.

import { browserBackend } from "./browser-backend.js";
import { buildDraw } from "./draw.js";
import { loadSentences, say, setPlainText, setText } from "./i18n.js";
import { languageSwitch } from "./language.js";
import { themeSwitch } from "./theme.js";

const { words, ...exported } = JSON.parse(document.querySelector("#exported").textContent);

function showError(error) {
  const notice = document.querySelector("#notice");
  notice.hidden = !error;
  if (error === null) return;
  console.error(error);
  setPlainText(notice, error.message || String(error));
}

function title() {
  setText(document.querySelector("title"), "page.title", { room: say("page.draw.tab") });
}

function begin() {
  themeSwitch(document.querySelector("#theme"));
  loadSentences(words);
  languageSwitch(document.querySelector("#language"), navigator.language.startsWith("zh") ? "zh" : "en", title);
  title();
  showError(null);
  globalThis.backend = browserBackend(exported); // for the curious: see `outputs` in browser-backend.js
  buildDraw(document.querySelector("#draw-room"), globalThis.backend, showError, (sentence) => setPlainText(document.querySelector("#news"), sentence));
  document.querySelector(".choice").hidden = true; // there is one network only
  document.body.classList.add("ready");
}

begin();
