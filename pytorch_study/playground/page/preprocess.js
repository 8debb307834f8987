// A drawing brought into MNIST's form, step by step as data/digit.py does it for the server: crop, scale, thicken, shrink, centre.
// A picture is {height, width, data}, row by row, 0 (paper) to 1 (ink).

const [SIDE, BOX] = [28, 20]; // MNIST's picture, and the box that holds the digit
const FINE = 8; // the digit is drawn 8 times finer than MNIST before its stroke is thickened
const STROKE = 2.2; // a thinner stroke nearly vanishes when it is shrunk
const EDGE = 0.15; // a digit ends where less ink than this lies
const SHOWN = 140; // a step is shown at this size at most

/**
 * What a network shall look at, from a canvas of size*size bytes, 0 (paper) to 255 (ink).
 * Returns {final: 784 bytes, steps: [{name, height, width, pixels}, ...]}; null where there is no ink.
 */
export function toMnist(pixels, size) {
  const drawing = { height: size, width: size, data: new Float32Array(pixels).map((value) => value / 255) };
  if (!drawing.data.some((value) => value > EDGE)) return null;
  if (size === SIDE) return { final: bytes(drawing).pixels, steps: [{ name: "page.step.final", ...bytes(drawing) }] };
  const crop = cropped(drawing);
  const large = resized(crop, (FINE * BOX) / Math.max(crop.height, crop.width));
  const thick = thickened(large);
  const final = centred(resized(thick, BOX / Math.max(thick.height, thick.width)));
  const steps = [["page.step.drawing", drawing], ["page.step.crop", large]];
  if (thick !== large) steps.push(["page.step.thick", thick]);
  steps.push(["page.step.final", final]);
  return { final: bytes(final).pixels, steps: steps.map(([name, step]) => ({ name, ...shown(bytes(step)) })) };
}

/** Python and PyTorch round a half to the even neighbour. */
export function round(value) {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

// The smallest rectangle that holds all ink.
function cropped({ width, data }) {
  let [top, bottom, left, right] = [Infinity, -1, Infinity, -1];
  data.forEach((value, i) => {
    if (value <= EDGE) return;
    const [y, x] = [Math.floor(i / width), i % width];
    [top, bottom, left, right] = [Math.min(top, y), Math.max(bottom, y), Math.min(left, x), Math.max(right, x)];
  });
  return made(bottom - top + 1, right - left + 1, (y, x) => data[(top + y) * width + left + x]);
}

// Widen a thin stroke to what MNIST's pens drew; leave a thick one alone.
function thickened(digit) {
  const { height, width, data } = digit;
  const inked = (y, x) => y >= 0 && y < height && x >= 0 && x < width && data[y * width + x] > 0.5;
  let [area, outline] = [0, 0];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (!inked(y, x)) continue;
      area += 1;
      const around = [-1, 0, 1].every((dy) => inked(y + dy, x - 1) && inked(y + dy, x) && inked(y + dy, x + 1));
      if (!around) outline += 1;
    }
  }
  // A strip's area is length x width and its outline is twice its length.
  const grow = round((STROKE * FINE - (2 * area) / Math.max(outline, 1)) / 2);
  return grow <= 0 ? digit : grown(digit, grow);
}

// A wider picture, in which each pixel is the darkest one within reach: first along the rows, then along the columns.
function grown({ height, width, data }, by) {
  const most = (count, at, value) => {
    let found = 0;
    for (let i = Math.max(at - 2 * by, 0); i <= Math.min(at, count - 1); i += 1) found = Math.max(found, value(i));
    return found;
  };
  const rows = made(height, width + 2 * by, (y, x) => most(width, x, (i) => data[y * width + i]));
  return made(height + 2 * by, rows.width, (y, x) => most(height, y, (i) => rows.data[i * rows.width + x]));
}

// Lay the digit into 28x28 so that its centre of mass is the middle.
function centred({ height, width, data }) {
  let [sum, down, across, most] = [0, 0, 0, 0];
  data.forEach((value, i) => {
    sum += value;
    down += value * Math.floor(i / width);
    across += value * (i % width);
    most = Math.max(most, value);
  });
  const place = (centre, length) => Math.min(Math.max(halves(SIDE / 2 - centre), 0), SIDE - length);
  const [top, left] = [place(down / sum, height), place(across / sum, width)];
  const within = (y, x) => y >= 0 && y < height && x >= 0 && x < width;
  const at = (y, x) => (within(y, x) ? data[y * width + x] / most : 0);
  return made(SIDE, SIDE, (y, x) => at(y - top, x - left));
}

// A symmetric digit lies exactly between two pixels; the last digits of a sum shall not decide to which it goes.
function halves(value) {
  return round(Math.round(value * 1000) / 1000);
}

function resized(picture, factor) {
  const size = (length) => Math.max(1, round(length * factor));
  const [height, width] = [size(picture.height), size(picture.width)];
  if (height === picture.height && width === picture.width) return picture;
  const { data } = picture;
  const across = averages(picture.width, width);
  const rows = made(picture.height, width, (y, x) => mixed(across[x], (i) => data[y * picture.width + i]));
  const down = averages(picture.height, height);
  return made(height, width, (y, x) => mixed(down[y], (i) => rows.data[i * width + x]));
}

// Of which old pixels each new one is the average: a triangle as wide as two new pixels (two old ones, where there are
// more new than old). This is what torch's interpolate(mode="bilinear", antialias=True) computes.
function averages(before, after) {
  const scale = before / after;
  const reach = Math.max(scale, 1);
  return Array.from({ length: after }, (_, place) => {
    const centre = scale * (place + 0.5);
    const first = Math.max(Math.trunc(centre - reach + 0.5), 0);
    const last = Math.min(Math.trunc(centre + reach + 0.5), before);
    const weights = [];
    for (let i = first; i < last; i += 1) weights.push(Math.max(0, 1 - Math.abs(i - centre + 0.5) / reach));
    const sum = weights.reduce((a, b) => a + b);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

function mixed({ first, weights }, value) {
  let sum = 0;
  for (let k = 0; k < weights.length; k += 1) sum += weights[k] * value(first + k);
  return sum;
}

function bytes({ height, width, data }) {
  return { height, width, pixels: new Uint8Array(data.map((value) => round(Math.min(Math.max(value * 255, 0), 255)))) };
}

// Made smaller where it is larger than shown: each pixel the average of those that it covers.
function shown(picture) {
  const { height, width, pixels } = picture;
  const longer = Math.max(height, width);
  if (longer <= SHOWN) return picture;
  const [rows, columns] = [height, width].map((length) => Math.max(1, round(length * (SHOWN / longer))));
  const { data } = made(rows, columns, (y, x) => {
    const [top, bottom] = [Math.floor((y * height) / rows), Math.ceil(((y + 1) * height) / rows)];
    const [left, right] = [Math.floor((x * width) / columns), Math.ceil(((x + 1) * width) / columns)];
    let sum = 0;
    for (let i = top; i < bottom; i += 1) for (let j = left; j < right; j += 1) sum += pixels[i * width + j];
    return sum / ((bottom - top) * (right - left));
  });
  return { height: rows, width: columns, pixels: new Uint8Array(data.map(round)) };
}

// Kept as float32, as torch keeps them.
function made(height, width, value) {
  const data = new Float32Array(height * width);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) data[y * width + x] = value(y, x);
  return { height, width, data };
}
