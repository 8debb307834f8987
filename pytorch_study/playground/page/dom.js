// The page is made by hand: an element is a call, h("p", {class: "hint", text: "page.draw.hint"}).

import { setText } from "./i18n.js";

const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = ["value", "checked", "disabled", "hidden", "selected", "htmlFor", "tabIndex", "width", "height"];

/** An HTML element. `text` and `label` (its accessible name) are keys of sentences, or [key, values]. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) set(element, name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** An SVG element; everything in `props` is an attribute. */
export function svg(tag, props = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A button that does something. */
export function button(key, onClick, props = {}) {
  return h("button", { type: "button", text: key, on: { click: onClick }, ...props });
}

/** Let a button do nothing for now. It keeps the focus, which `disabled` would take away; see `isDisabled`. */
export const setDisabled = (element, yes) => element.setAttribute("aria-disabled", String(yes));
export const isDisabled = (element) => element.getAttribute("aria-disabled") === "true";

let controls = 0;

/** A control with its label above it, and what it means below it where `hint` says something. */
export function field(key, control, hint = null) {
  control.id ||= `control-${(controls += 1)}`;
  const below = hint && h("small", { id: `${control.id}-hint`, text: hint });
  if (below) control.setAttribute("aria-describedby", below.id);
  return h("div", { class: "field" }, h("label", { htmlFor: control.id, text: key }), control, below);
}

/** A choice: `options` are [value, key or plain text]; plain text begins with no "page.". */
export function select(options, chosen, change) {
  const element = h("select", { on: { change: () => change(element.value) } });
  fill(element, options, chosen);
  return element;
}

/** Put these options into a `select`. */
export function fill(element, options, chosen) {
  element.replaceChildren(
    ...options.map(([value, label, values]) =>
      label.startsWith("page.")
        ? h("option", { value, text: [label, values ?? {}], selected: value === chosen })
        : h("option", { value, selected: value === chosen }, label),
    ),
  );
}

/** A table: column heads are keys of sentences; cells are plain texts or elements; the first cell heads its row. */
export function table(heads, rows, props = {}) {
  const head = h("tr", {}, ...heads.map((key) => (key ? h("th", { scope: "col", text: key }) : h("td"))));
  const body = rows.map(([first, ...rest]) =>
    h("tr", {}, h("th", { scope: "row" }, first), ...rest.map((cell) => h("td", {}, cell))),
  );
  return h("table", props, h("thead", {}, head), h("tbody", {}, ...body));
}

/** One request at a time, and always the newest: what came in between is passed over. */
export function latestOnly(work) {
  let busy = false;
  let next = null;
  return async (...question) => {
    next = question;
    if (busy) return;
    busy = true;
    try {
      while (next !== null) {
        const now = next;
        next = null;
        await work(...now);
      }
    } finally {
      busy = false;
    }
  };
}

/** Call `work` once things have been quiet for so many milliseconds. */
export function debounce(work, milliseconds) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(work, milliseconds, ...values);
  };
}

/** Call `work` at most once a frame of the screen. */
export function oncePerFrame(work) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      work();
    });
  };
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
  else if (name === "text") setText(element, ...[value].flat());
  else if (name === "label") setText(element, ...withValues(value), "aria-label");
  else if (PROPERTIES.includes(name)) element[name] = value;
  else element.setAttribute(name, value === true ? "" : value);
}

function withValues(value) {
  const [key, values] = [value].flat();
  return [key, values ?? {}];
}
