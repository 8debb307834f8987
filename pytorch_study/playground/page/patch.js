// How one pixel of a map came about: the patch of the input that the filter looked at, and the filter.

import { fromBase64, valuesOf } from "./base64.js";
import { paint } from "./canvas.js";
import { h } from "./dom.js";
import { number, setText } from "./i18n.js";

const SHOWN = 12; // so many input channels are shown
const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** The panel beside the layers. `choose` a map; a click or the arrow keys choose one of its pixels. */
export function makePatch() {
  const at = { layer: 0, channel: 0, y: 0, x: 0, free: true }; // free: nobody has chosen a pixel yet
  const title = h("h3");
  const map = h("canvas", { "aria-hidden": "true" });
  const frame = h("i", { class: "frame" });
  const chooser = h("div", { class: "pixels", tabIndex: 0, role: "application" }, map, frame);
  const story = h("p", { class: "story" });
  const rows = h("div", { class: "convolve" });
  const element = h("aside", { class: "patch" }, title, chooser, story, rows, legend());
  let layers = [];
  let picture = null;

  const move = (y, x) => {
    const [, height, width] = layers[at.layer].shape;
    at.y = Math.min(Math.max(y, 0), height - 1);
    at.x = Math.min(Math.max(x, 0), width - 1);
    at.free = false;
    story.setAttribute("aria-live", "polite"); // whoever moves hears where; a drawing that grows does not talk
    render();
  };
  const point = (event) => {
    const [, height, width] = layers[at.layer].shape;
    const box = map.getBoundingClientRect();
    move(
      Math.floor(((event.clientY - box.top) / box.height) * height),
      Math.floor(((event.clientX - box.left) / box.width) * width),
    );
  };
  chooser.addEventListener("pointerdown", point);
  chooser.addEventListener(
    "pointermove",
    (event) => (event.buttons === 1 || event.pointerType === "mouse") && point(event),
  );
  chooser.addEventListener("keydown", (event) => {
    const step = ARROWS[event.key];
    if (!step) return;
    event.preventDefault();
    move(at.y + step[0], at.x + step[1]);
  });

  function render() {
    const layer = layers[at.layer];
    element.hidden = !layer?.filters;
    if (element.hidden) return;
    const [, height, width] = layer.shape;
    if (at.free) Object.assign(at, strongest(layer, at.channel));
    setText(title, "page.layers.map", { name: layer.name, number: at.channel + 1 });
    setText(chooser, "page.layers.pixels", { name: layer.name, number: at.channel + 1 }, "aria-label");
    paint(map, fromBase64(layer.maps[at.channel]), width, height, colours(layer));
    place(frame, { y: at.y, x: at.x, h: 1, w: 1 }, { height, width });
    const input = inputOf(layers, at.layer, picture);
    const window = windowOf(layer, at);
    const bias = layer.filters.bias?.[at.channel];
    const value = valuesOf(layer, at.channel)[at.y * width + at.x];
    const [, channels, fh, fw] = layer.filters.shape;
    const told = { y: at.y + 1, x: at.x + 1, value: number(value), fh, fw, count: channels, bias: number(bias ?? 0) };
    setText(story, bias === undefined ? "page.layers.sum" : "page.layers.sum_bias", told);
    rows.replaceChildren(...channelRows(layer, input, window, at.channel));
  }

  return {
    element,
    selection: () => ({ layer: at.layer, channel: at.channel }),
    /** Another network: begin with its first convolution. */
    reset(fresh) {
      layers = fresh;
      at.free = true; // its pixels are others, though the layer has the same number
      choose(
        Math.max(
          0,
          fresh.findIndex((layer) => layer.filters),
        ),
        0,
      );
    },
    show(fresh, seen) {
      layers = fresh;
      picture = seen;
      story.setAttribute("aria-live", "off");
      render();
    },
    choose(layer, channel) {
      choose(layer, channel);
      render();
    },
  };

  function choose(layer, channel) {
    if (layer !== at.layer) at.free = true; // another layer's pixels are others
    Object.assign(at, { layer, channel });
  }
}

// Where a map says most: the pixel furthest from zero.
function strongest(layer, channel) {
  const [, , width] = layer.shape;
  const values = valuesOf(layer, channel).map(Math.abs);
  const place = values.indexOf(Math.max(...values));
  return { y: Math.floor(place / width), x: place % width };
}

const colours = (maps) => (maps.signed ? "signed" : "unsigned");

// What the layer was given: the picture, another layer's maps, or those maps after pooling and ReLU.
function inputOf(layers, at, picture) {
  const layer = layers[at];
  if (layer.input_maps) return layer.input_maps;
  if (layer.input >= 0) return layers[layer.input];
  return { maps: [picture.pixels], shape: [1, picture.height, picture.width], picture: true, signed: false, scale: 1 };
}

// The rectangle of the input that this pixel of the map was computed from; part of it may lie outside (padding).
function windowOf(layer, at) {
  const { shape, stride, padding, dilation } = layer.filters;
  const [y, x] = [at.y * stride[0] - padding[0], at.x * stride[1] - padding[1]];
  return { y, x, h: (shape[2] - 1) * dilation[0] + 1, w: (shape[3] - 1) * dilation[1] + 1, apart: dilation };
}

function channelRows(layer, input, window, channel) {
  const [, count, fh, fw] = layer.filters.shape;
  const weights = layer.filters.values[channel].flat(2);
  const largest = Math.max(...weights.map(Math.abs)) || 1;
  const shown = Math.min(count, SHOWN, input.maps.length);
  const found = [];
  for (let c = 0; c < shown; c += 1) {
    const part = weights.slice(c * fh * fw, (c + 1) * fh * fw);
    found.push(channelRow(input, c, window, { part, largest, fh, fw }, shown === 1));
  }
  if (count > shown) found.push(h("p", { class: "hint", text: ["page.layers.more", { left: count - shown }] }));
  return [heads(input.picture), ...found];
}

function heads(isPicture) {
  const input = isPicture ? "page.layers.input_picture" : "page.layers.input_maps";
  return h(
    "div",
    { class: "row heads", "aria-hidden": "true" },
    h("span", { text: input }),
    h("span", { text: "page.layers.patch" }),
    h("span", { text: "page.layers.filter" }),
  );
}

function channelRow(input, c, window, filter, alone) {
  const [, height, width] = input.shape;
  const bytes = fromBase64(input.maps[c]);
  const whole = h("canvas");
  const style = input.picture ? "grey" : colours(input);
  paint(whole, bytes, width, height, style);
  const frame = h("i", { class: "frame" });
  place(frame, window, { height, width });
  const zero = input.signed ? 128 : 0;
  const inside = (y, x) => y >= 0 && x >= 0 && y < height && x < width;
  const cut = Uint8Array.from({ length: filter.fh * filter.fw }, (_, i) => {
    const [y, x] = [
      window.y + Math.floor(i / filter.fw) * window.apart[0],
      window.x + (i % filter.fw) * window.apart[1],
    ];
    return inside(y, x) ? bytes[y * width + x] : zero;
  });
  const patch = h("canvas");
  paint(patch, cut, filter.fw, filter.fh, style);
  const weights = h("canvas");
  paint(
    weights,
    Uint8Array.from(filter.part, (value) => Math.round(128 + (127 * value) / filter.largest)),
    filter.fw,
    filter.fh,
    "signed",
  );
  const cells = [
    h("span", { class: "pixels small" }, whole, frame),
    h("span", { class: "cells" }, patch),
    h("span", { class: "cells" }, weights),
  ];
  const row = h("div", { class: alone ? "row alone" : "row", role: "img" }, ...cells);
  setText(row, "page.layers.channel", { number: c + 1 }, "aria-label");
  return row;
}

function place(frame, { y, x, h: high, w }, { height, width }) {
  const share = (value, whole) => `${(100 * value) / whole}%`;
  Object.assign(frame.style, {
    top: share(y, height),
    left: share(x, width),
    height: share(high, height),
    width: share(w, width),
  });
}

function legend() {
  return h(
    "p",
    { class: "legend" },
    h("span", { text: "page.layers.negative" }),
    h("i", { class: "scale", "aria-hidden": "true" }),
    h("span", { text: "page.layers.positive" }),
  );
}
