// Small pictures to choose from: examples of the test set, and what the network got wrong with most certainty.

import { fromBase64 } from "./base64.js";
import { paint } from "./canvas.js";
import { button, h } from "./dom.js";
import { percent, say, setPlainText, setText } from "./i18n.js";

const COUNT = 30;

/** Two lists of pictures; `onPick(item)` is called with the one that was chosen. */
export function makeGallery(backend, onPick) {
  const list = h("ul", { class: "gallery" });
  const status = h("p", { class: "hint", role: "status" });
  const state = { kind: "examples", target: null, asked: 0 };
  const tabs = ["examples", "mistakes"].map((kind) =>
    button(kind === "examples" ? "page.draw.examples" : "page.draw.mistakes", () => selectTab(kind), {
      "aria-pressed": String(kind === state.kind),
    }),
  );

  function selectTab(kind) {
    state.kind = kind;
    tabs.forEach((tab, k) => tab.setAttribute("aria-pressed", String(k === (kind === "examples" ? 0 : 1))));
    load();
  }

  async function load() {
    const number = (state.asked += 1);
    setText(status, state.kind === "examples" ? "page.draw.examples_hint" : "page.draw.mistakes_slow");
    list.style.minHeight = `${list.offsetHeight}px`; // what is below stays where it is while this waits
    list.replaceChildren();
    try {
      const items = await backend[state.kind](state.target, COUNT);
      if (number !== state.asked) return; // somebody has asked for something else meanwhile
      setText(status, hint(state.kind, items));
      list.replaceChildren(...items.map((item) => h("li", {}, picture(item, onPick))));
    } catch (error) {
      if (number === state.asked) setPlainText(status, error.message);
    }
    if (number === state.asked) list.style.minHeight = "";
  }

  return {
    element: h(
      "div",
      {},
      h("div", { class: "segments", role: "group", label: "page.draw.which" }, ...tabs),
      status,
      list,
    ),
    /** Show those of another model. */
    setTarget(target) {
      if (target === state.target) return;
      state.target = target;
      load();
    },
  };
}

function hint(kind, items) {
  if (kind === "examples") return "page.draw.examples_hint";
  return items.length ? "page.draw.mistakes_hint" : "page.draw.no_mistakes";
}

/** One picture as a button: its label, and where it was taken for something else, for what. */
export function picture(item, onPick) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  paint(canvas, fromBase64(item.pixels), item.width, item.height, item.channels === 3 ? "rgb" : "grey");
  const caption = h("span", { class: "caption" });
  const wrong = item.answer !== undefined;
  if (wrong) caption.append(h("b", {}, `${item.label} → ${item.answer}`), h("small", {}, percent(item.probability, 0)));
  else caption.append(h("b", {}, item.label));
  const label = wrong
    ? ["page.draw.mistake", { label: item.label, answer: item.answer, share: percent(item.probability, 0) }]
    : ["page.draw.example", { label: item.label }];
  return h("button", { type: "button", class: "picture", label, on: { click: () => onPick(item) } }, canvas, caption);
}

/** The same picture with nothing to click, and a sentence for who cannot see it. */
export function staticPicture(item, key, values) {
  const canvas = h("canvas", { role: "img", "aria-label": say(key, values) });
  paint(canvas, fromBase64(item.pixels), item.width, item.height, item.channels === 3 ? "rgb" : "grey");
  return canvas;
}
