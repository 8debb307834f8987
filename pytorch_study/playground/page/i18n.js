// Every sentence of the page, in both languages at once, so that the language changes without a reload.
// Where the sentences come from (a server, a file) is the caller's business.

let sentences = { zh: {}, en: {} };
let current = "en";
const shown = new WeakMap(); // element -> where -> [key, values]: what to show again in the other language

export const language = () => current;

/** Set all sentences: {"zh": {key: sentence}, "en": {...}}. */
export function loadSentences(words) {
  sentences = words;
}

/** The sentence of that key, its {blanks} filled. A value may itself be a text in both languages, {zh, en}. */
export function say(key, values = {}) {
  const sentence = sentences[current][key] ?? key.split(".").at(-1); // a field of one's own lesson, say
  const fitting = current === "en" ? singular(sentence, values) : sentence;
  return fitting.replace(/\{(\w+)\}/g, (blank, name) => (name in values ? pick(values[name]) : blank));
}

// What is counted in the page's sentences; the commands have a list of their own, in text/__init__.py.
const PLURALS =
  "examples|epochs|images|filters|feature maps|neurons|points|classes|curves|digits|things|mistakes|runs|steps|" +
  "threads|parameters|pictures|files|models";
const COUNTED = new RegExp(`\\{(\\w+)\\} ((?:training |test |other )?)(${PLURALS})\\b`, "g");
const VERBS = { are: "is", were: "was", have: "has" };

/** `{count} examples are` as `{count} example is`, where that count is 1. */
function singular(sentence, values) {
  const one = (name) => name in values && String(values[name]) === "1";
  return sentence
    .replace(COUNTED, (all, name, kind, noun) =>
      one(name) ? `{${name}} ${kind}${noun === "classes" ? "class" : noun.slice(0, -1)}` : all,
    )
    .replace(/\{(\w+)\}( [a-z ]+)? (are|were|have)\b/g, (all, name, words, verb) =>
      one(name) ? `{${name}}${words ?? ""} ${VERBS[verb]}` : all,
    );
}

/** The half of a {zh, en} that the reader reads; anything else is the same in both languages. */
export function pick(text) {
  return text !== null && typeof text === "object" && "zh" in text ? text[current] : String(text);
}

/** Show a sentence in an element (or in one of its attributes), now and after every change of the language. */
export function setText(element, key, values = {}, where = "text") {
  if (!shown.has(element)) shown.set(element, new Map());
  shown.get(element).set(where, [key, values]);
  element.dataset.translated = "";
  repeat(element);
}

/** Show something that is no sentence of ours: a number, a name. */
export function setPlainText(element, plain) {
  shown.get(element)?.delete("text");
  element.textContent = plain;
}

/** Show everything in this language from here on. */
export function setLanguage(wanted) {
  current = wanted;
  document.documentElement.lang = wanted === "zh" ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-text]")) setText(element, element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]"))
    setText(element, element.dataset.label, {}, "aria-label");
  for (const element of document.querySelectorAll("[data-translated]")) repeat(element);
  document.dispatchEvent(new Event("languagechange"));
}

/** Do this after every change of the language: for what is drawn, or comes from the server as a sentence. */
export function onLanguageChange(listener) {
  document.addEventListener("languagechange", listener);
}

/** A share of 1 as people read it: 98.7 %. */
export function percent(share, digits = 1) {
  return `${(100 * share).toFixed(digits)}\u00a0%`;
}

/** A number short enough to read: 0.0123, −12.3, 1.2e−5, 60,000. */
export function number(value, digits = 3) {
  if (value === null || value === undefined) return "–";
  return plain(value, digits).replaceAll("-", "−"); // a minus as wide as a plus
}

function plain(value, digits) {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e7) return value.toLocaleString("en");
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return value.toExponential(digits - 1).replace("e+", "e");
  return Number(value.toPrecision(digits)).toLocaleString("en", { maximumSignificantDigits: digits });
}

/** A metric as people read it; the server says of each whether it is a share. */
export function metric(headline, value) {
  return headline.percent ? percent(value, 2) : number(value);
}

/** A verdict of the server, {key, values}, as a key and values that can be shown. */
export function sentenceOf({ key, values }) {
  return [key, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, number(value)]))];
}

/** A time as people say it: 3 min 20 s. */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return say("page.time.seconds", { s: whole });
  if (whole < 3600) return say("page.time.minutes", { m: Math.floor(whole / 60), s: whole % 60 });
  return say("page.time.hours", { h: Math.floor(whole / 3600), m: Math.floor((whole % 3600) / 60) });
}

function repeat(element) {
  for (const [where, [key, values]] of shown.get(element) ?? []) {
    const sentence = say(key, values);
    if (where !== "text") element.setAttribute(where, sentence);
    else if (element.textContent !== sentence) element.textContent = sentence; // else it would be spoken again
  }
}
