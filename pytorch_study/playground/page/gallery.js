// Small pictures to choose from: examples of the test set, and what the network got wrong with most certainty.

import { button, h } from "./dom.js";
import { paint, unpack } from "./look.js";
import { percent, put, say, show } from "./words.js";

const COUNT = 30;

/** Two lists of pictures; `take(item)` is called with the one that was chosen. */
export function makeGallery(brain, take) {
  const list = h("ul", { class: "gallery" });
  const status = h("p", { class: "hint", role: "status" });
  const state = { kind: "examples", target: null, asked: 0 };
  const tabs = ["examples", "mistakes"].map((kind) =>
    button(kind === "examples" ? "page.draw.examples" : "page.draw.mistakes", () => turn(kind), {
      "aria-pressed": String(kind === state.kind),
    }),
  );

  function turn(kind) {
    state.kind = kind;
    tabs.forEach((tab, k) => tab.setAttribute("aria-pressed", String(k === (kind === "examples" ? 0 : 1))));
    load();
  }

  async function load() {
    const number = (state.asked += 1);
    put(status, state.kind === "examples" ? "page.draw.examples_hint" : "page.draw.mistakes_slow");
    list.replaceChildren();
    try {
      const items = await brain[state.kind](state.target, COUNT);
      if (number !== state.asked) return; // somebody has asked for something else meanwhile
      put(status, hint(state.kind, items));
      list.replaceChildren(...items.map((item) => h("li", {}, picture(item, take))));
    } catch (error) {
      if (number === state.asked) show(status, error.message);
    }
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
    of(target) {
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
export function picture(item, take) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  paint(canvas, unpack(item.pixels), item.width, item.height, item.channels === 3 ? "rgb" : "grey");
  const caption = h("span", { class: "caption" });
  const wrong = item.answer !== undefined;
  if (wrong) caption.append(h("b", {}, `${item.label} → ${item.answer}`), h("small", {}, percent(item.probability, 0)));
  else caption.append(h("b", {}, item.label));
  const label = wrong
    ? ["page.draw.mistake", { label: item.label, answer: item.answer, share: percent(item.probability, 0) }]
    : ["page.draw.example", { label: item.label }];
  return h("button", { type: "button", class: "picture", label, on: { click: () => take(item) } }, canvas, caption);
}

/** The same picture with nothing to click, and a sentence for who cannot see it. */
export function still(item, key, values) {
  const canvas = h("canvas", { role: "img", "aria-label": say(key, values) });
  paint(canvas, unpack(item.pixels), item.width, item.height, item.channels === 3 ? "rgb" : "grey");
  return canvas;
}
