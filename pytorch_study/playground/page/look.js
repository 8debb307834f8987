// Light and dark, and how numbers become colours.

const KEPT = "pytorch-study-theme";
const dark = matchMedia("(prefers-color-scheme: dark)");
const tables = new Map(); // of colours, until light turns into dark

/** Make a button switch between light and dark. Where that is what the system wants anyway, nothing is remembered. */
export function themeSwitch(button) {
  const wish = recall(KEPT);
  if (wish) document.documentElement.dataset.theme = wish;
  const state = () => button.setAttribute("aria-pressed", String(isDark()));
  button.addEventListener("click", () => {
    const wanted = isDark() ? "light" : "dark";
    if ((wanted === "dark") === dark.matches) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = wanted;
    remember(KEPT, document.documentElement.dataset.theme ?? null);
    changed();
  });
  const changed = () => {
    tables.clear();
    state();
    document.dispatchEvent(new Event("themechange"));
  };
  dark.addEventListener("change", changed);
  state();
}

/** Do this when light turns into dark or back: for what is painted pixel by pixel. */
export function onTheme(listener) {
  document.addEventListener("themechange", listener);
}

/** The colour, [r, g, b], that a custom property of the style sheet means now. */
export function colour(name) {
  if (!tables.has(name)) tables.set(name, computed(name));
  return tables.get(name);
}

function computed(name) {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe)
    .color.match(/[\d.]+/g)
    .slice(0, 3)
    .map(Number);
  probe.remove();
  return found;
}

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

/** Bytes from base64. */
export function unpack(b64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(b64); // browsers since 2025; quicker
  return Uint8Array.from(atob(b64), (letter) => letter.charCodeAt(0));
}

/** Base64 from bytes. */
export function pack(bytes) {
  if (bytes.toBase64) return bytes.toBase64();
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}

/** The numbers that one of a layer's maps stands for: they themselves where they were sent, else what bytes can say. */
export function numbers(layer, channel) {
  if (layer.floats) {
    const all = new Float32Array(unpack(layer.floats).buffer);
    const each = all.length / layer.maps.length;
    return Array.from(all.subarray(channel * each, (channel + 1) * each));
  }
  const bytes = Array.from(unpack(layer.maps[channel]));
  return bytes.map((byte) => (layer.signed ? ((byte - 128) / 127) * layer.scale : (byte / 255) * layer.scale));
}

/** What this browser remembers between visits; nothing, where it must not. */
export function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Remember something between visits; null: forget it. */
export function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // A private window keeps nothing; the page works all the same.
  }
}

function isDark() {
  const wish = document.documentElement.dataset.theme;
  return wish ? wish === "dark" : dark.matches;
}

// 256 colours: "grey" as MNIST has it, light on black; "signed": 128 is zero; "unsigned": 0 is zero.
function colourTable(name) {
  if (tables.has(name)) return tables.get(name);
  const stops = {
    grey: () => [
      [0, 0, 0],
      [255, 255, 255],
    ],
    unsigned: () => ["--zero", "--some-more", "--much-more"].map(colour),
    signed: () => ["--much-less", "--some-less", "--zero", "--some-more", "--much-more"].map(colour),
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
