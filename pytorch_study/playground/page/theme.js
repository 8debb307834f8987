// Light and dark, and the colours that the style sheet means by its names.

import { loadSetting, saveSetting } from "./storage.js";

const SETTING = "pytorch-study-theme";
const dark = matchMedia("(prefers-color-scheme: dark)");
const colours = new Map(); // by name, until light turns into dark

/** Make a button switch between light and dark. Where that is what the system wants anyway, nothing is remembered. */
export function themeSwitch(button) {
  const chosen = loadSetting(SETTING);
  if (chosen) document.documentElement.dataset.theme = chosen;
  const state = () => button.setAttribute("aria-pressed", String(isDark()));
  button.addEventListener("click", () => {
    const wanted = isDark() ? "light" : "dark";
    if ((wanted === "dark") === dark.matches) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = wanted;
    saveSetting(SETTING, document.documentElement.dataset.theme ?? null);
    changed();
  });
  const changed = () => {
    colours.clear();
    state();
    document.dispatchEvent(new Event("themechange"));
  };
  dark.addEventListener("change", changed);
  state();
}

/** Do this when light turns into dark or back: for what is painted pixel by pixel. */
export function onThemeChange(listener) {
  document.addEventListener("themechange", listener);
}

/** The colour, [r, g, b], that a custom property of the style sheet means now. */
export function themeColour(name) {
  if (!colours.has(name)) colours.set(name, computed(name));
  return colours.get(name);
}

function computed(name) {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe)
    .color.match(/[\d.]+/g)
    .slice(0, 3)
    .map(Number);
  probe.remove();
  return found;
}

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : dark.matches;
}
