// The screen stays awake while it is wanted, where the browser can do that and the page is seen.
let [wanted, lock] = [false, null];

export const canStayAwake = () => "wakeLock" in navigator;

/** Ask for it, or let go. */
export async function stayAwake(awake) {
  if (awake === wanted && (!awake || lock)) return;
  wanted = awake;
  if (!canStayAwake()) return;
  if (!awake) {
    lock?.release().catch(() => {});
    lock = null;
  } else if (!document.hidden) {
    try {
      lock = await navigator.wakeLock.request("screen");
      lock.addEventListener("release", () => (lock = null));
      if (!wanted) lock.release().catch(() => {}); // over meanwhile
    } catch {
      lock = null; // low battery, or the system says no: the screen then sleeps as it always does
    }
  }
}

document.addEventListener("visibilitychange", () => wanted && !document.hidden && stayAwake(true));
