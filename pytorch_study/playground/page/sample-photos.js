// Photos that ship with the package, for whoever has none at hand; what they show is cut to the square that a network sees.

import { h, latestOnly } from "./dom.js";
import { setText } from "./i18n.js";
import { getBlob } from "./server.js";

/** A row of small photos; `onPick(file)` is called with the chosen one, as if it had been dropped. */
export function makeSamplePhotos(photos, onPick, showError) {
  const choose = latestOnly(async (photo) => {
    try {
      const content = await getBlob(address(photo));
      onPick(new File([content], `${photo.name}.jpg`, { type: content.type }));
    } catch (error) {
      showError(error);
    }
  });
  const row = photos.map((photo) => h("li", {}, thumbnail(photo, () => choose(photo))));
  return h(
    "div",
    { class: "samples" },
    h("p", { id: "samples-title", text: "page.photo.try" }),
    h("ul", { "aria-labelledby": "samples-title" }, ...row),
    h("details", {}, h("summary", { text: "page.photo.credits" }), h("ul", { class: "credits" }, ...photos.map(credit))),
  );
}

const address = ({ name }) => `/photos/${name}`;

function thumbnail(photo, onClick) {
  const image = h("img", { src: address(photo), width: 64, height: 64 });
  setText(image, "page.photo.sample", photo, "alt");
  return h("button", { type: "button", on: { click: onClick } }, image);
}

function credit(photo) {
  const from = { href: photo.source, target: "_blank", rel: "noreferrer", text: ["page.photo.credit", photo] };
  return h("li", {}, h("a", from), " · ", h("span", { translate: "no" }, photo.author));
}
