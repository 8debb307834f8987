// The brain that the Draw room asks, where there is a server: it looks at drawings with PyTorch.
// An exported page has another one, with the same functions, that runs in the browser.

import { pack } from "./look.js";
import { get, post } from "./server.js";

/** A brain that knows these models (as `/api/start` lists them). */
export function serverBrain(models) {
  return {
    models: models.filter((model) => model.digits),
    /** What the networks see in a drawing: size*size bytes, 0 paper, 255 ink. */
    look: (pixels, size, targets, layers) => post("/api/draw", { pixels: pack(pixels), size, targets, layers }),
    /** Pictures of the test set, one of each class in turn. */
    examples: (target, count) => pictures("examples", target, count),
    /** The surest mistakes on the test set. */
    mistakes: (target, count) => pictures("mistakes", target, count),
  };
}

async function pictures(kind, target, count) {
  return (await get(`/api/${kind}?target=${encodeURIComponent(target)}&count=${count}`)).items;
}
