// Part of the service worker: a call comes, and shows. It says the same to everyone, whatever it is for, and whatever
// comes with it: who has the keys of the server can call, but writes nothing on anybody's screen. A second one takes the
// place of the first.
const TAG = "moment";
const WORDS = "A moment for you";

addEventListener("push", (event) => {
  event.waitUntil(registration.showNotification(WORDS, { tag: TAG }));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(toToday());
});

/** To the page that is open, as it is, since somebody may be writing there; else Today opens. */
async function toToday() {
  const [open] = await clients.matchAll({ type: "window", includeUncontrolled: true });
  return open ? open.focus() : clients.openWindow("/");
}
