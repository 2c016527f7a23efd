// The file one moves with, read line by line, since with its pictures it may be larger than the memory of a phone.

/** Yields each line's value. Throws RangeError for what is no such file. */
export async function* lines(file) {
  const reader = file.stream().pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    const parts = (rest + (value ?? "")).split("\n");
    rest = parts.pop();
    for (const part of parts) if (part) yield parsed(part);
    if (done) break;
  }
  if (rest) yield parsed(rest);
}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    throw new RangeError("not a line of ours");
  }
}

/** The first line: whose keys, which space, how many rows. Throws RangeError. */
export async function head(file) {
  for await (const first of lines(file)) {
    if (first?.house !== 1 || !first.member || !first.space || !Array.isArray(first.members)) break;
    return first;
  }
  throw new RangeError("not a file of ours");
}
