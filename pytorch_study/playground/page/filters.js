// The filters of a first convolution as small pictures: of grey pictures in two colours, of colour ones as they are.

import { fromBase64 } from "./base64.js";
import { paint } from "./canvas.js";
import { h } from "./dom.js";
import { setText } from "./i18n.js";

const MOST = 64;

/** Paint {shape: [out, in, h, w], values: base64, 128 is 0} into `place`; the canvases there are used again. */
export function paintFilters(place, { name, shape, values }) {
  const [count, channels, height, width] = shape;
  const shown = Math.min(count, MOST);
  if (place.children.length !== shown) {
    place.replaceChildren(...Array.from({ length: shown }, () => h("canvas", { "aria-hidden": "true" })));
    place.setAttribute("role", "img");
  }
  setText(place, "page.train.filters_label", { name, count }, "aria-label");
  const bytes = fromBase64(values);
  const size = height * width;
  for (let k = 0; k < shown; k += 1) {
    const filter = bytes.subarray(k * channels * size, (k + 1) * channels * size);
    if (channels === 3) paint(place.children[k], coloured(filter, size), width, height, "rgb");
    else paint(place.children[k], filter.subarray(0, size), width, height, "signed");
  }
}

// Three planes, one a colour, as pixels with three colours each.
function coloured(planes, size) {
  return Uint8Array.from({ length: 3 * size }, (_, i) => planes[(i % 3) * size + Math.floor(i / 3)]);
}
