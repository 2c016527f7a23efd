// Behind the link. The secret leaves the address bar before anything else; it waits on the device, sealed, while
// someone signs in or up, and opens the keys of the space into one's own keyring.
import { canSeal, handle, sentence } from "../lib/forms.js";
import { get, postUntilStored, Refused } from "../lib/http.js";
import { opened, together } from "../lib/ring.js";
import * as account from "../seal/account.js";
import * as seal from "../seal/index.js";

const secretInAddress = location.hash.slice(1);
if (secretInAddress) history.replaceState(null, "", location.pathname);

const page = document.getElementById("invitation");
const { item: id, purpose, box, name } = page.dataset;
const { space } = document.body.dataset;
const signedIn = Boolean(document.documentElement.dataset.member);

const show = (step) => {
  for (const part of page.querySelectorAll("[data-step]")) part.hidden = part.dataset.step !== step;
};

async function read() {
  if (!canSeal()) return show(""); // the page says why
  const secret = secretInAddress || (await account.keptInvitation(id));
  if (!secret) return show("incomplete");
  let inside;
  try {
    inside = await account.readInvitation({ id, purpose, space }, box, secret);
  } catch {
    return show("incomplete");
  }
  await account.keepInvitation(id, secret, inside);
  announce(inside.from);
  if (!signedIn) return show("who");
  await opened();
  if (purpose === "join" && seal.epochs()[space] >= inside.ring.current) return claimAtOnce();
  handle(page.querySelector("form"), ({ value }) => claim(inside, value("password")));
  show("password");
  page.querySelector("form input").focus();
}

/** The inviter's name, in a shadow root as all that is opened. */
function announce(from) {
  for (const place of page.querySelectorAll("[data-from]")) {
    if (!place.shadowRoot) place.attachShadow({ mode: "open" });
    place.shadowRoot.replaceChildren(from || place.dataset.from);
  }
}

/** The keyring holds the space's present key since sign-up: nothing has to be typed. */
async function claimAtOnce() {
  show("working");
  try {
    const { keyring, revision } = await get("/me/keys/");
    await take({ keyring, revision });
  } catch (error) {
    page.querySelector("[data-refused]").replaceChildren(sentence(error));
    show("refused");
  }
}

async function claim({ ring }, password) {
  const changed = await account.withKeyring(await get("/me/keys/"), password, ({ spaces }) => {
    spaces[space] = together(spaces[space], ring);
  });
  await take(changed, account.adoptAccount);
}

async function take(keys, adopt = () => {}) {
  await postUntilStored(`/invitations/${id}/claims/`, { space, ...keys });
  await adopt();
  await account.dropInvitation(id);
  if (purpose === "join") await sayMyName();
  location.assign("/");
}

async function sayMyName() {
  try {
    await postUntilStored(`/spaces/${space}/name/`, await seal.seal({ space, kind: "name" }, { t: name }));
  } catch (error) {
    if (!(error instanceof Refused)) throw error; // they have a name here already
  }
}

addEventListener("pagehide", () => announce(""));
addEventListener("hashchange", () => location.reload()); // the whole link, pasted over half of one
await read();
