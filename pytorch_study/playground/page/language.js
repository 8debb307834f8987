// The button that switches the language, and which language the page begins with.

import { language, onLanguageChange, setLanguage } from "./i18n.js";
import { loadSetting, saveSetting } from "./storage.js";

const SETTING = "pytorch-study-language";

/** Set the language that the reader chose last, else the proposed one; a button switches, and calls `changed`. */
export function languageSwitch(button, proposed, changed) {
  const other = () => (language() === "zh" ? "en" : "zh");
  const name = () => {
    button.textContent = other() === "zh" ? "中文" : "English";
    button.lang = other() === "zh" ? "zh-CN" : "en";
  };
  onLanguageChange(name);
  const chosen = loadSetting(SETTING);
  setLanguage(["zh", "en"].includes(chosen) ? chosen : proposed);
  button.addEventListener("click", () => {
    saveSetting(SETTING, other());
    setLanguage(other());
    changed();
  });
}
