// The one Trusted Types policy of the product. Markup is passed on unchanged and is meant for htmx alone, which
// inserts what our own server rendered; scripts may come only from our own static folder.

const ours = (text) => {
  const url = new URL(text, location.href);
  if (url.origin !== location.origin || !url.pathname.startsWith("/static/nearer/")) {
    throw new TypeError("not one of our scripts");
  }
  return url.href;
};

const rules = { createHTML: (markup) => markup, createScriptURL: ours };

export const policy = globalThis.trustedTypes?.createPolicy("nearer", rules) ?? rules;
