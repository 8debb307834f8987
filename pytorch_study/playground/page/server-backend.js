// The Draw room's backend where there is a server: PyTorch looks at the drawings.
// An exported page has another backend with the same functions, which runs in the browser.

import { toBase64 } from "./base64.js";
import { get, post } from "./server.js";

/** A backend with these models (as `/api/start` lists them). */
export function serverBackend(models) {
  return {
    models: models.filter((model) => model.digits),
    /** What the networks say of a drawing: size*size bytes, 0 paper, 255 ink. */
    predict: (pixels, size, targets, layers) => post("/api/draw", { pixels: toBase64(pixels), size, targets, layers }),
    /** Pictures of the test set, one of each class in turn. */
    examples: (target, count) => pictures("examples", target, count),
    /** The surest mistakes on the test set. */
    mistakes: (target, count) => pictures("mistakes", target, count),
  };
}

async function pictures(kind, target, count) {
  return (await get(`/api/${kind}?target=${encodeURIComponent(target)}&count=${count}`)).items;
}
