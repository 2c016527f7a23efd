// Argon2id away from the page's own thread. One question, one answer; the page then ends the worker.
import setUp from "../../vendor/argon2id/setup.js";

const load = (url) => async (imports) => WebAssembly.instantiate(await (await fetch(url)).arrayBuffer(), imports);

addEventListener("message", async ({ data: { wasm, password, salt, m, t, p } }) => {
  try {
    const argon2id = await setUp(load(wasm[0]), load(wasm[1]));
    const root = argon2id({ password, salt, memorySize: m, passes: t, parallelism: p, tagLength: 32 });
    password.fill(0);
    postMessage({ root });
  } catch {
    postMessage({ root: null });
  }
});
