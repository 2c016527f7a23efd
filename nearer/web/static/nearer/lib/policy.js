// The one Trusted Types policy of the product. Markup is passed on unchanged and is meant for htmx alone, which
// inserts what our own server rendered; scripts may come only from our own static folder; the service worker lies at the root.

const ours = (text) => {
  const url = new URL(text, location.href);
  if (url.origin !== location.origin || !/^\/(static\/nearer\/|worker\.js$)/.test(url.pathname)) {
    throw new TypeError("not one of our scripts");
  }
  return url.href;
};

// htmx copies data blocks such as the words of the page through here; inline code is run by no page of ours (CSP).
const rules = { createHTML: (markup) => markup, createScript: (text) => text, createScriptURL: ours };

export const policy = globalThis.trustedTypes?.createPolicy("nearer", rules) ?? rules;
