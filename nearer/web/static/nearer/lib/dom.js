// Making elements without markup in strings, and comparing what stands in them.

/** An element with properties (class as className) and children, which may be strings. */
export function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** Lower case without accents, so that "cafe" finds "Café". The length stays that of the text where it can. */
export const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
