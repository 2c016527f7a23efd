// Making elements without markup in strings.

/** An element with properties (class as className) and children, which may be strings. */
export function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}
