// How the password of a name is stretched: the server says so for every name, also for one that nobody has.
import { post } from "./http.js";

export const kdfOf = async (login) => (await post("/kdf", { login }, { accept: "application/json" })).json();
