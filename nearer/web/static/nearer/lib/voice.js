// Reading aloud with a voice that lives on this device: one from elsewhere would send the words away.

/** A voice of this device for the page's language, or undefined. */
export function voice() {
  const language = document.documentElement.lang.slice(0, 2);
  const known = globalThis.speechSynthesis?.getVoices() ?? [];
  return known.find(({ localService, lang }) => localService && lang.slice(0, 2).toLowerCase() === language);
}

/** Calls back when the browser has found its voices: that takes it a moment. */
export const onVoices = (fn) => globalThis.speechSynthesis?.addEventListener?.("voiceschanged", fn);

/** Read it, in place of what is being read. */
export function readAloud(text) {
  hush();
  const own = voice();
  if (!own) return;
  const spoken = new SpeechSynthesisUtterance(text);
  Object.assign(spoken, { voice: own, lang: own.lang, rate: 0.92 });
  speechSynthesis.speak(spoken);
}

export const hush = () => globalThis.speechSynthesis?.cancel();
