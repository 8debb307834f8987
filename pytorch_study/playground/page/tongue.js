// Which of the two languages is spoken: what the reader chose last, else what is proposed; and the button that changes it.

import { recall, remember } from "./look.js";
import { language, onLanguage, speak } from "./words.js";

const KEPT = "pytorch-study-language";

/** Begin to speak, and make a button switch; `changed` is called after every switch. */
export function languageSwitch(button, proposed, changed) {
  const other = () => (language() === "zh" ? "en" : "zh");
  const name = () => {
    button.textContent = other() === "zh" ? "中文" : "English";
    button.lang = other() === "zh" ? "zh-CN" : "en";
  };
  onLanguage(name);
  const kept = recall(KEPT);
  speak(["zh", "en"].includes(kept) ? kept : proposed);
  button.addEventListener("click", () => {
    remember(KEPT, other());
    speak(other());
    changed();
  });
}
