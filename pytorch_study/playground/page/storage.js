// What the browser remembers between visits.

/** What this browser remembers between visits; nothing, where it must not. */
export function loadSetting(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Remember something between visits; null: forget it. */
export function saveSetting(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // A private window keeps nothing; the page works all the same.
  }
}
