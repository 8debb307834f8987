// Points to begin with: what is hidden in them, and noise. The same every time, so that two people see the same.

const COUNT = 30;

/** Lists of [x, y] in -1..1, by name. */
export const EXAMPLES = {
  straight: () => noisy((x) => 0.7 * x - 0.1, 0.1),
  wave: () => noisy((x) => 0.65 * Math.sin(4.5 * x), 0.1),
  step: () => noisy((x) => (x < 0.1 ? -0.5 : 0.5), 0.08),
  few: () => noisy((x) => 0.6 * x * x - 0.3, 0.16, 10),
};

function noisy(shape, noise, count = COUNT) {
  const next = lehmer(7);
  return Array.from({ length: count }, (_, k) => {
    const x = -0.95 + (1.9 * (k + 0.8 * next())) / count;
    const wobble = next() + next() + next() - 1.5; // nearly normal, half a unit wide
    return [round(x), round(Math.max(-1, Math.min(1, shape(x) + 2 * noise * wobble)))];
  });
}

const round = (value) => Math.round(1000 * value) / 1000;

// A small generator of the same numbers on every machine (Lehmer's, with Park and Miller's constants).
function lehmer(seed) {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
