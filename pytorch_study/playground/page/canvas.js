// Numbers painted as pixels on a canvas.

import { onThemeChange, themeColour } from "./theme.js";

const tables = new Map(); // of 256 colours each, until light turns into dark
onThemeChange(() => tables.clear());

/** Paint bytes (row by row, one a pixel; three, where `colours` is "rgb") on a canvas of that size. */
export function paint(canvas, bytes, width, height, colours = "grey") {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  const count = width * height;
  const rgb = colours === "rgb";
  const lookup = rgb ? null : colourTable(colours);
  for (let i = 0; i < count; i += 1) {
    for (let k = 0; k < 3; k += 1) image.data[4 * i + k] = rgb ? bytes[3 * i + k] : lookup[3 * bytes[i] + k];
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

// 256 colours: "grey" as MNIST has it, light on black; "signed": 128 is zero; "unsigned": 0 is zero.
function colourTable(name) {
  if (tables.has(name)) return tables.get(name);
  const stops = {
    grey: () => [
      [0, 0, 0],
      [255, 255, 255],
    ],
    unsigned: () => ["--zero", "--some-more", "--much-more"].map(themeColour),
    signed: () => ["--much-less", "--some-less", "--zero", "--some-more", "--much-more"].map(themeColour),
  }[name]();
  const found = new Uint8ClampedArray(3 * 256);
  for (let value = 0; value < 256; value += 1) {
    const at = (value / 255) * (stops.length - 1);
    const left = Math.min(Math.floor(at), stops.length - 2);
    for (let k = 0; k < 3; k += 1) {
      found[3 * value + k] = stops[left][k] + (at - left) * (stops[left + 1][k] - stops[left][k]);
    }
  }
  tables.set(name, found);
  return found;
}
