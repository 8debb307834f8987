// The drawing pad: by mouse, finger, pen or keyboard. A drawing is a list of marks, and a mark is a stroke
// {pen, points: [[x, y, milliseconds], ...]} or a picture {pixels}, 28x28, that was put on the pad.

import { h, oncePerFrame } from "./dom.js";
import { onThemeChange, themeColour } from "./theme.js";

export const SIZE = 280; // the pad is 280 x 280 units, however large it is on the screen
export const SIDE = 28; // a picture's
const SHARP = 2; // pixels on the screen a unit
const KEY_STEP = 8;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** A pad. `changed(penLifted)` is called after every change; `penLifted`: no stroke is being drawn any more. */
export function makePad(changed) {
  const canvas = h("canvas", { width: SIZE * SHARP, height: SIZE * SHARP, "aria-hidden": "true" });
  const element = h("div", { class: "pad", tabIndex: 0, role: "application", label: "page.draw.pad" }, canvas);
  element.setAttribute("aria-describedby", "pad-keys");
  element.setAttribute("aria-keyshortcuts", "Space Backspace Delete");
  const pad = { element, pen: 18, marks: [], stroke: null, cursor: null, started: 0 };
  const redraw = oncePerFrame(() => paintPad(canvas, pad));
  const update = (penLifted = true) => {
    redraw();
    changed(penLifted);
  };
  const replace = (marks) => {
    Object.assign(pad, { marks, stroke: null }); // a stroke that was being drawn is over
    update();
  };
  byPointer(pad, update);
  byKeyboard(pad, update, redraw);
  onThemeChange(redraw);
  redraw();
  return Object.assign(pad, {
    undo: () => replace(pad.marks.slice(0, -1)),
    clear: () => replace([]),
    /** Put a picture on the pad, 784 bytes, light on black as MNIST has it; what was there is gone. */
    show: (pixels) => replace([{ pixels }]),
    readPixels: () => readPixels(pad.marks),
  });
}

/** What a network shall look at: {pixels, size}; a picture that nothing was drawn on is handed over as it is. */
function readPixels(marks) {
  if (marks.length === 1 && marks[0].pixels) return { pixels: marks[0].pixels, size: SIDE };
  const context = new OffscreenCanvas(SIZE, SIZE).getContext("2d", { willReadFrequently: true });
  for (const mark of marks) trace(context, mark, [0, 0, 0]);
  const { data } = context.getImageData(0, 0, SIZE, SIZE);
  const pixels = new Uint8Array(SIZE * SIZE);
  for (let i = 0; i < pixels.length; i += 1) pixels[i] = data[4 * i + 3]; // black ink: only how opaque it is
  return { pixels, size: SIZE };
}

function paintPad(canvas, pad) {
  const context = canvas.getContext("2d");
  const ink = themeColour("--ink");
  context.setTransform(SHARP, 0, 0, SHARP, 0, 0);
  context.clearRect(0, 0, SIZE, SIZE);
  for (const mark of pad.marks) trace(context, mark, ink);
  pad.element.classList.toggle("blank", pad.marks.length === 0);
  if (pad.cursor) crosshair(context, pad.cursor, pad.stroke !== null);
}

/** Draw one mark in a colour, [r, g, b]. */
function trace(context, mark, ink) {
  if (mark.pixels) return drawPicture(context, mark.pixels, ink);
  const { points } = mark;
  context.strokeStyle = `rgb(${ink})`;
  context.lineWidth = mark.pen;
  context.lineCap = context.lineJoin = "round";
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  if (points.length === 1) context.lineTo(points[0][0] + 0.01, points[0][1]); // a dot is a very short line
  context.stroke();
}

function drawPicture(context, pixels, ink) {
  const small = new OffscreenCanvas(SIDE, SIDE);
  const image = new ImageData(SIDE, SIDE);
  pixels.forEach((value, i) => image.data.set([...ink, value], 4 * i));
  small.getContext("2d").putImageData(image, 0, 0);
  context.drawImage(small, 0, 0, SIZE, SIZE);
}

function crosshair(context, [x, y], drawing) {
  context.strokeStyle = `rgb(${themeColour("--accent")})`;
  context.lineWidth = drawing ? 3 : 1.5;
  context.beginPath();
  context.arc(x, y, 7, 0, 2 * Math.PI);
  context.moveTo(x - 13, y);
  context.lineTo(x + 13, y);
  context.moveTo(x, y - 13);
  context.lineTo(x, y + 13);
  context.stroke();
}

function startStroke(pad, point) {
  pad.started = performance.now();
  pad.stroke = { pen: pad.pen, points: [[...point, 0]] };
  pad.marks = [...pad.marks, pad.stroke];
}

function extendStroke(pad, [x, y]) {
  const [before, now] = [pad.stroke.points.at(-1), Math.round(performance.now() - pad.started)];
  if (before[0] !== x || before[1] !== y) pad.stroke.points.push([x, y, now]);
}

function byPointer(pad, update) {
  const { element } = pad;
  const at = (event) => {
    const box = element.firstChild.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height].map(
      (share) => Math.round(share * SIZE * 10) / 10,
    );
  };
  element.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0) return; // a second finger, or a menu
    element.setPointerCapture(event.pointerId);
    pad.cursor = null;
    startStroke(pad, at(event));
    update(false);
  });
  element.addEventListener("pointermove", (event) => {
    if (!pad.stroke || !event.isPrimary || !element.hasPointerCapture(event.pointerId)) return;
    const between = event.getCoalescedEvents?.() ?? []; // what came between two frames of the screen
    for (const one of between.length ? between : [event]) extendStroke(pad, at(one));
    update(false);
  });
  const lift = (event) => {
    if (!pad.stroke || !event.isPrimary) return;
    pad.stroke = null;
    update();
  };
  element.addEventListener("pointerup", lift);
  element.addEventListener("pointercancel", lift);
}

function byKeyboard(pad, update, redraw) {
  const { element } = pad;
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      if (event.key.toLowerCase() === "z" && !event.altKey) pad.undo();
      return;
    }
    const direction = ARROWS[event.key];
    if (direction) move(pad, direction, event.shiftKey ? 2 : KEY_STEP, update, redraw);
    else if (event.key === " " || event.key === "Enter") togglePen(pad, update);
    else if (event.key === "Backspace") pad.undo();
    else if (event.key === "Delete") pad.clear();
    else return;
    event.preventDefault();
  });
  element.addEventListener("blur", () => {
    if (!pad.cursor) return;
    const drawing = pad.stroke !== null;
    pad.cursor = null;
    pad.stroke = null;
    if (drawing) update();
    else redraw();
  });
}

function move(pad, [dx, dy], step, update, redraw) {
  const [x, y] = pad.cursor ?? [SIZE / 2, SIZE / 2];
  const inside = (value) => Math.min(Math.max(value, 0), SIZE);
  pad.cursor = [inside(x + dx * step), inside(y + dy * step)];
  if (!pad.stroke) return redraw();
  extendStroke(pad, pad.cursor);
  return update(false);
}

function togglePen(pad, update) {
  pad.cursor ??= [SIZE / 2, SIZE / 2];
  if (pad.stroke) pad.stroke = null;
  else startStroke(pad, pad.cursor);
  update(pad.stroke === null);
}
