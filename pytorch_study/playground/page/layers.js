// Every layer at work: the maps of a convolution as pictures, a linear layer as a strip. Click a map: see how it came.

import { fromBase64, valuesOf } from "./base64.js";
import { paint } from "./canvas.js";
import { h, select } from "./dom.js";
import { number, setText } from "./i18n.js";
import { makePatch } from "./patch.js";
import { modelName } from "./predictions.js";
import { onThemeChange } from "./theme.js";

const COLUMNS = 100; // of a strip
const FEW = 10; // so many maps are shown large, in rows of five

/** The panel of all layers. `show` fills it from an answer, again and again while one draws. */
export function makeLayers() {
  const list = h("div", { class: "layer-list" });
  const patch = makePatch();
  const hint = h("p", { class: "hint", text: "page.layers.empty" });
  const modelChoice = select([], "", (target) => {
    state.target = target;
    render();
  });
  const chooser = h("label", { class: "inline", hidden: true }, h("span", { text: "page.layers.whose" }), modelChoice);
  const body = h("div", { class: "layers", hidden: true }, list, patch.element);
  const state = { answers: [], models: [], picture: null, target: null, form: "", figures: [] };

  function render() {
    const answer = state.answers.find((one) => one.target === state.target) ?? state.answers[0];
    if (!answer?.layers) return;
    const form = JSON.stringify([answer.target, answer.layers.map((layer) => [layer.name, layer.shape])]);
    if (form !== state.form) {
      state.form = form;
      state.figures = answer.layers.map((layer, k) => makeLayer(layer, answer.labels, (c) => choose(k, c)));
      list.replaceChildren(...state.figures.map((figure) => figure.element));
      patch.reset(answer.layers);
    }
    answer.layers.forEach((layer, k) => state.figures[k].fill(layer));
    patch.show(answer.layers, state.picture);
    mark();
  }

  function choose(layer, channel) {
    patch.choose(layer, channel);
    mark();
  }

  function mark() {
    const { layer, channel } = patch.selection();
    state.figures.forEach((figure, k) => figure.mark(k === layer ? channel : null));
  }

  onThemeChange(render);
  return {
    element: h("div", { class: "inside" }, hint, chooser, body),
    show(answers, models, picture) {
      Object.assign(state, { answers, models, picture });
      hint.hidden = true;
      body.hidden = false;
      chooser.hidden = answers.length < 2;
      if (answers.length > 1) setModels(modelChoice, answers, models, state);
      render();
    },
    clear() {
      hint.hidden = false;
      body.hidden = chooser.hidden = true;
    },
  };
}

function setModels(modelChoice, answers, models, state) {
  const targets = answers.map((answer) => answer.target);
  if (!targets.includes(state.target)) state.target = targets[0];
  if (modelChoice.dataset.targets === String(targets)) return;
  modelChoice.dataset.targets = String(targets);
  modelChoice.replaceChildren(
    ...models.map((model) =>
      h("option", { value: model.target, text: modelName(model), selected: model.target === state.target }),
    ),
  );
}

function makeLayer(layer, labels, choose) {
  const last = layer.shape.length === 1 && layer.shape[0] === labels.length;
  if (layer.shape.length === 3) return makeMaps(layer, choose);
  return last ? makeScores(layer, labels) : makeStrip(layer);
}

function head(layer) {
  const caption = h("figcaption", {}, h("b", { translate: "no" }, layer.name));
  caption.append(" ", h("span", { class: "hint", text: describe(layer) }));
  const after = afterLayer(layer);
  if (after) caption.append(" ", h("span", { class: "hint", text: after }));
  return caption;
}

function describe(layer) {
  const [c, y, x] = layer.shape;
  if (layer.shape.length !== 3) return ["page.layers.row", { count: number(c), kind: layer.kind }];
  if (!layer.filters) return ["page.layers.maps", { count: c, y, x, kind: layer.kind }];
  const [, , fy, fx] = layer.filters.shape;
  return ["page.layers.convolution", { count: c, y, x, fy, fx }];
}

function afterLayer(layer) {
  if (layer.pooled > 1) return [layer.relu ? "page.layers.pool_relu" : "page.layers.pool", { n: layer.pooled }];
  return layer.relu ? "page.layers.relu" : null;
}

// A convolution: each map is a button, if one can see where it comes from.
function makeMaps(layer, choose) {
  const [, height, width] = layer.shape;
  const tiles = layer.maps.map((_, c) => {
    const canvas = h("canvas", { "aria-hidden": "true" });
    const props = { label: ["page.layers.map", { name: layer.name, number: c + 1 }] };
    if (!layer.filters) return { canvas, element: h("span", { class: "map" }, canvas) };
    const press = { type: "button", class: "map", "aria-pressed": "false", on: { click: () => choose(c) }, ...props };
    return { canvas, element: h("button", press, canvas) };
  });
  const left = layer.shape[0] - tiles.length;
  const more = left > 0 ? h("p", { class: "hint", text: ["page.layers.more", { left }] }) : null;
  const grid = h(
    "div",
    { class: `maps ${tiles.length === 1 ? "single" : tiles.length <= FEW ? "few" : ""}` },
    ...tiles.map((tile) => tile.element),
  );
  return {
    element: h("figure", { class: "layer" }, head(layer), grid, more),
    fill(now) {
      const colours = now.signed ? "signed" : "unsigned";
      tiles.forEach((tile, c) => paint(tile.canvas, fromBase64(now.maps[c]), width, height, colours));
    },
    mark: (chosen) => tiles.forEach((tile, c) => tile.element.setAttribute?.("aria-pressed", String(c === chosen))),
  };
}

// A linear layer: a strip of small cells, a cell a neuron, in rows of a hundred.
function makeStrip(layer) {
  const canvas = h("canvas", { class: "strip", role: "img" });
  const note = h("span", { class: "hint" });
  return {
    element: h("figure", { class: "layer" }, head(layer), canvas, note),
    fill(now) {
      const values = fromBase64(now.maps[0]);
      const columns = Math.min(COLUMNS, values.length);
      const rows = Math.ceil(values.length / columns);
      const zero = now.signed ? 128 : 0;
      const padded = new Uint8Array(columns * rows).fill(zero);
      padded.set(values);
      paint(canvas, padded, columns, rows, now.signed ? "signed" : "unsigned");
      canvas.style.aspectRatio = `${columns} / ${rows}`;
      const active = valuesOf(now, 0).filter((value) => value > 0).length;
      setText(canvas, "page.layers.strip", { name: now.name, count: values.length, active }, "aria-label");
      setText(note, "page.layers.active", { count: number(values.length), active: number(active) });
    },
    mark() {},
  };
}

// The last layer: a score for each class, as a number and as a bar to either side of zero.
function makeScores(layer, labels) {
  const rows = labels.map((label) => {
    const bar = h("span", { class: "bar" });
    const value = h("span", { class: "share" });
    return {
      bar,
      value,
      element: h("li", {}, h("span", { class: "label" }, label), h("span", { class: "track" }, bar), value),
    };
  });
  const list = h("ul", { class: "bars scores" }, ...rows.map((row) => row.element));
  return {
    element: h("figure", { class: "layer" }, head(layer), list, h("p", { class: "hint", text: "page.layers.softmax" })),
    fill(now) {
      const values = valuesOf(now, 0);
      const most = Math.max(...values);
      rows.forEach((row, k) => {
        row.bar.style.left = `${50 + Math.min(0, (50 * values[k]) / now.scale)}%`;
        row.bar.style.width = `${(50 * Math.abs(values[k])) / now.scale}%`;
        row.value.textContent = values[k].toFixed(1).replace("-", "−");
        row.element.classList.toggle("winner", values[k] === most);
      });
    },
    mark() {},
  };
}
