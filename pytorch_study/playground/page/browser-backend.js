// The Draw room's backend where there is no server: the network runs in this browser.
// Its answers have the form of those of `/api/draw`.

import { toBase64 } from "./base64.js";
import { build, run, softmax } from "./network.js";
import { round, toMnist } from "./preprocess.js";

// Limits for very large networks, the same as in inference.py.
const [LAYERS, CHANNELS, VALUES, FILTERS] = [24, 64, 4096, 20_000];

/** A backend from what the exporter wrote: {model, network, examples, mistakes}. */
export function browserBackend({ model, network: description, examples, mistakes }) {
  const network = build(description);
  return {
    models: [model],
    predict: async (pixels, size, targets, layers) => predict(model, network, pixels, size, layers),
    examples: async (_, count) => examples.slice(0, count),
    mistakes: async (_, count) => mistakes.slice(0, count),
    /** The ten outputs for 784 bytes, light on black: try it in the browser's console, as `backend.outputs(...)`. */
    outputs: (pixels) => Array.from(run(network, pixels)),
  };
}

function predict(model, network, pixels, size, layers) {
  const started = performance.now();
  const input = toMnist(pixels, size);
  if (input === null) return { empty: true };
  const calls = [];
  const outputs = run(network, input.final, (step, given, output) => step.layer && calls.push({ step, given, output }));
  const probabilities = softmax(outputs);
  const label = model.labels[probabilities.indexOf(Math.max(...probabilities))];
  const answer = { target: model.target, labels: model.labels, probabilities, label };
  if (layers) answer.layers = calls.slice(0, LAYERS).map((_, number) => layer(calls, number));
  const steps = input.steps.map((step) => ({ ...step, pixels: toBase64(step.pixels) }));
  return { empty: false, ms: performance.now() - started, steps, answers: [answer] };
}

// One layer; `input` is the number of the layer whose output it is given, -1 for the picture itself.
function layer(calls, number) {
  const { step, given, output } = calls[number];
  const found = { name: step.layer, kind: step.kind, shape: output.shape, ...maps(output) };
  const explained = step.op === "conv2d" && step.weight.data.length <= FILTERS && step.groups === 1;
  if (explained || output.shape.length !== 3) found.floats = floats(output);
  Object.assign(found, { relu: false, pooled: 1, input: number - 1 });
  const following = calls[number + 1]?.given;
  if (following) {
    // What happens between two layers without being one itself leaves its marks.
    found.relu = least(output) < 0 && least(following) >= 0;
    if (output.shape.length === 3 && following.shape.length === 3) {
      found.pooled = Math.max(1, Math.floor(output.shape[1] / following.shape[1]));
    }
  }
  if (step.op !== "conv2d") return found;
  if (explained) found.filters = filters(step);
  const before = calls[number - 1]?.output;
  if (before && before.data !== given.data) found.input_maps = { shape: given.shape, ...maps(given) };
  return found;
}

// The weights, and what one needs to know to find the patch that a pixel of a map was made from.
function filters({ weight: { shape, data }, bias, stride, padding, dilation }) {
  const each = data.length / shape[0];
  const filter = (k) => Array.from(data.subarray(k * each, (k + 1) * each));
  const values = Array.from({ length: shape[0] }, (_, k) => filter(k));
  return { shape, values, bias: bias ? Array.from(bias.data) : null, stride, padding, dilation };
}

// As many of a layer's numbers as are shown.
function part({ shape, data }) {
  return data.subarray(0, shape.length === 3 ? CHANNELS * shape[1] * shape[2] : VALUES);
}

// They themselves: bytes are enough to paint them, not to read one out.
function floats(output) {
  return toBase64(new Uint8Array(new Float32Array(part(output)).buffer));
}

// The same as bytes, all on one scale: (C, H, W) as C maps, anything else as one strip.
function maps(output) {
  const data = part(output);
  const each = output.shape.length === 3 ? output.shape[1] * output.shape[2] : data.length;
  const scale = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const signed = least({ data }) < 0;
  const byte = (value) => round(signed ? 128 + (value / scale) * 127 : (value / scale) * 255);
  const values = new Uint8Array(data.map(byte));
  const count = values.length / each;
  return { maps: Array.from({ length: count }, (_, k) => toBase64(values.subarray(k * each, (k + 1) * each))), signed, scale };
}

function least({ data }) {
  return data.reduce((a, b) => Math.min(a, b), Infinity);
}
