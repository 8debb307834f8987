// A trained network as the exporter wrote it down, computed by hand: no library, and every loop can be read.
// What each step means is said in exporters/plain_network.py, which computes the same in Python.

const STEPS = { conv2d, max_pool2d: maxPool2d, relu, flatten, linear, same: (input) => input };

/** A network that `run` can compute, from what the exporter wrote: {shape, scale, steps, tensors, weights}. */
export function build({ shape, scale, steps, tensors, weights }) {
  const text = atob(weights);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = text.charCodeAt(i);
  const tensor = (name) => name && tensorOf(bytes, tensors[name]);
  return {
    shape,
    scale,
    steps: steps.map((step) => ({ ...step, weight: tensor(step.weight), bias: tensor(step.bias) })),
  };
}

/**
 * The network's outputs (logits) for one picture: bytes, channel by channel, as MNIST has them.
 * `watch(step, input, output)` is called after every step; a value is {shape, data}.
 */
export function run(network, pixels, watch = () => {}) {
  let value = scaled(network, pixels);
  for (const step of network.steps) {
    const output = STEPS[step.op](value, step);
    watch(step, value, output);
    value = output;
  }
  return value.data;
}

/** Numbers that are positive and sum to 1: the larger an output, the larger its share. */
export function softmax(outputs) {
  const most = Math.max(...outputs); // exp of a large number would be infinite
  const shares = Array.from(outputs, (output) => Math.exp(output - most));
  const sum = shares.reduce((a, b) => a + b);
  return shares.map((share) => share / sum);
}

// Bytes to the numbers that this network was trained on: times one number and plus another, a pair for each channel.
function scaled({ shape, scale }, pixels) {
  const data = new Float64Array(pixels.length);
  const area = shape[1] * shape[2];
  for (let i = 0; i < data.length; i += 1) {
    const [factor, offset] = scale[Math.floor(i / area)];
    data[i] = pixels[i] * factor + offset;
  }
  return { shape, data };
}

function conv2d({ shape, data }, { weight, bias, stride, padding, dilation, groups }) {
  const [channels, height, width] = shape;
  const [filters, depth, high, wide] = weight.shape; // depth: channels / groups
  const rows = outputs(height, high, stride[0], padding[0], dilation[0]);
  const columns = outputs(width, wide, stride[1], padding[1], dilation[1]);
  const result = new Float64Array(filters * rows * columns);
  let w = 0;
  for (let filter = 0; filter < filters; filter += 1) {
    const map = result.subarray(filter * rows * columns, (filter + 1) * rows * columns);
    if (bias) map.fill(bias.data[filter]);
    const first = Math.floor((filter * groups) / filters) * (channels / groups);
    for (let channel = first; channel < first + depth; channel += 1) {
      for (let dy = 0; dy < high; dy += 1) {
        for (let dx = 0; dx < wide; dx += 1, w += 1) {
          // One weight of the filter meets one pixel after the other.
          const factor = weight.data[w];
          const [x0, x1] = inside(width, columns, stride[1], dx * dilation[1] - padding[1]);
          const [y0, y1] = inside(height, rows, stride[0], dy * dilation[0] - padding[0]);
          for (let y = y0; y < y1; y += 1) {
            let from = (channel * height + y * stride[0] + dy * dilation[0] - padding[0]) * width;
            from += x0 * stride[1] + dx * dilation[1] - padding[1];
            for (let x = x0; x < x1; x += 1, from += stride[1]) map[y * columns + x] += factor * data[from];
          }
        }
      }
    }
  }
  return { shape: [filters, rows, columns], data: result };
}

function maxPool2d({ shape, data }, { size, stride, padding }) {
  const [channels, height, width] = shape;
  const rows = outputs(height, size[0], stride[0], padding[0], 1);
  const columns = outputs(width, size[1], stride[1], padding[1], 1);
  const result = new Float64Array(channels * rows * columns);
  for (let i = 0; i < result.length; i += 1) {
    const channel = Math.floor(i / (rows * columns));
    const top = (Math.floor(i / columns) % rows) * stride[0] - padding[0];
    const left = (i % columns) * stride[1] - padding[1];
    let most = -Infinity;
    for (let y = Math.max(top, 0); y < Math.min(top + size[0], height); y += 1) {
      for (let x = Math.max(left, 0); x < Math.min(left + size[1], width); x += 1) {
        most = Math.max(most, data[(channel * height + y) * width + x]);
      }
    }
    result[i] = most;
  }
  return { shape: [channels, rows, columns], data: result };
}

function relu({ shape, data }) {
  return { shape, data: data.map((value) => Math.max(value, 0)) };
}

function flatten({ data }) {
  return { shape: [data.length], data };
}

function linear({ data }, { weight, bias }) {
  const [rows, columns] = weight.shape;
  const weights = weight.data;
  const result = new Float64Array(rows);
  const whole = columns - (columns % 4);
  for (let row = 0; row < rows; row += 1) {
    const at = row * columns;
    // Four sums at a time: a processor need not wait for one addition before it begins the next.
    let [a, b, c, d] = [bias ? bias.data[row] : 0, 0, 0, 0];
    for (let i = 0; i < whole; i += 4) {
      a += weights[at + i] * data[i];
      b += weights[at + i + 1] * data[i + 1];
      c += weights[at + i + 2] * data[i + 2];
      d += weights[at + i + 3] * data[i + 3];
    }
    for (let i = whole; i < columns; i += 1) a += weights[at + i] * data[i];
    result[row] = a + b + c + d;
  }
  return { shape: [rows], data: result };
}

// How many places a filter of that size takes along a side.
function outputs(length, size, stride, padding, dilation) {
  return Math.floor((length + 2 * padding - dilation * (size - 1) - 1) / stride) + 1;
}

// The places, from and up to, at which `place * stride + offset` lies within 0 and length: beyond is padding, all 0.
function inside(length, places, stride, offset) {
  const first = Math.max(0, Math.ceil(-offset / stride));
  return [first, Math.max(first, Math.min(places, Math.floor((length - 1 - offset) / stride) + 1))];
}

function tensorOf(bytes, { shape, at }) {
  const count = shape.reduce((a, b) => a * b, 1);
  return { shape, data: new Float32Array(bytes.buffer, 4 * at, count) };
}
