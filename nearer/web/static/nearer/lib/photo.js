// Making a photo small, and leaving everything out but what is to be seen: drawn anew, it has no place, no time, no camera.

const LONGEST = 2048;
const SMALL = 320;
const SMALL_BYTES = 30_000; // has to fit into a box, as text
const QUALITIES = [0.86, 0.78, 0.68, 0.55, 0.4];

async function drawn(bitmap, longest, most) {
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff"; // JPEG knows no transparency
  pen.fillRect(0, 0, width, height);
  pen.drawImage(bitmap, 0, 0, width, height);
  for (const quality of QUALITIES) {
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (blob && blob.size <= most) return { bytes: new Uint8Array(await blob.arrayBuffer()), width, height };
  }
  throw new RangeError("too large");
}

/** A chosen file as {picture, thumbnail}: each {bytes, width, height}, both JPEG. Throws where it is no picture. */
export async function madeSmall(file, most) {
  // Upright of itself. Told so by an option, iOS 16 and the first of 17, Chrome before 112 and Firefox before 111 throw.
  const bitmap = await createImageBitmap(file);
  try {
    return { picture: await drawn(bitmap, LONGEST, most), thumbnail: await drawn(bitmap, SMALL, SMALL_BYTES) };
  } finally {
    bitmap.close();
  }
}

/** A blob: address of a JPEG, to be given back with URL.revokeObjectURL. */
export const addressOf = (bytes) => URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
