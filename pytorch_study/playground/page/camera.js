// The camera of this machine: a live picture, and a button that keeps one of it. It is off until somebody asks for it.

import { button, h } from "./dom.js";
import { say, setText } from "./i18n.js";

/** `onPhoto(blob)` is called with each photo; `showError(error)` where there is no camera, or it may not be used. */
export function makeCamera(onPhoto, showError) {
  const video = h("video", { playsinline: true, muted: true, label: "page.photo.live" });
  const snap = button("page.photo.snap", () => capture(video, onPhoto), { class: "main" });
  const element = h("div", { class: "camera", hidden: true }, video, snap);
  const toggle = button("page.photo.camera", () => (stream ? stop() : start()), { hidden: !navigator.mediaDevices });
  let stream = null;
  let request = 0;

  async function start() {
    const mine = (request += 1);
    try {
      const found = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      if (mine !== request) return end(found); // turned off, or asked for again, while it came
      stream = found;
      video.srcObject = stream;
      element.hidden = false;
      setText(toggle, "page.photo.camera_off");
      await video.play();
      showError(null);
    } catch {
      if (mine !== request) return;
      stop();
      showError(new Error(say("page.photo.no_camera")));
    }
  }

  function stop() {
    request += 1;
    end(stream);
    stream = null;
    video.srcObject = null;
    element.hidden = true;
    setText(toggle, "page.photo.camera");
  }

  return { element, button: toggle, stop };
}

function end(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

function capture(video, onPhoto) {
  const canvas = h("canvas", { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext("2d").drawImage(video, 0, 0);
  canvas.toBlob(onPhoto, "image/jpeg", 0.92);
}
