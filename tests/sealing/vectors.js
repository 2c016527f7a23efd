// All vectors in a browser: an expression for the probe page of conftest.py. Gives what went wrong, as JSON.
async (text) => {
  const v = JSON.parse(text), { format, keys, kinds, account, password, outcome } = it;
  const wrong = [];
  const same = (name, is, wanted) => JSON.stringify(is) === JSON.stringify(wanted) || wrong.push([name, is, wanted]);
  const refused = async (name, work, ...allowed) => {
    const { key } = await outcome(work);
    if (!allowed.includes(key)) wrong.push([name, key, allowed]);
  };
  const bytes = format.toBytes, txt = format.toText;
  const secret = bytes(v.member_secret), ring = v.account.ring, me = v.member;
  const keyOf = async ({ kind, space, epoch, author }) => {
    if (kinds.scopeOf(kind) === "P") {
      if (author !== me) throw new format.SealError("seal-no-key");
      return format.boxKey(await keys.privateSecret(secret));
    }
    const raw = ring.spaces[space]?.epochs[epoch];
    if (!raw) throw new format.SealError("seal-no-key");
    return format.boxKey(await keys.itemsSecret(bytes(raw)));
  };
  const openItem = async (item, box) => format.open(await keyOf(item), keys.itemContext(item), box);

  for (const { parts, text } of v.contexts.made) same(text, new TextDecoder().decode(format.context(parts)), text);
  for (const part of v.contexts.refused) await refused("part " + part, async () => format.context(["x", part]), "seal-damaged");

  for (const { name, item, json, box } of v.items) {
    same(name, (await outcome(() => openItem(item, box))).value, JSON.parse(json));
    const again = await format.seal(await keyOf(item), keys.itemContext(item), JSON.parse(json));
    same(name + " sealed here", await openItem(item, again), JSON.parse(json));
    same(name + " length", again.length, box.length);
  }
  for (const { name, item, box } of v.items_refused) {
    if (name === "honest") same(name, (await outcome(() => openItem(item, box))).key, undefined);
    else await refused(name, () => openItem(item, box), "seal-damaged", "seal-no-key", "seal-unknown-kind");
  }
  same("largest", (await openItem(v.largest.item, v.longest)).t, v.largest.letter.repeat(v.largest.times) + v.largest.then);
  const over = { t: v.largest.letter.repeat(v.largest.times) + v.largest.then + "x" };
  const { item: big } = v.largest;
  await refused("over the largest", async () => format.seal(await keyOf(big), keys.itemContext(big), over), "seal-too-long");
  await refused("longer than is stored", () => openItem(big, "nr1." + "A".repeat(65536)), "seal-damaged");
  await refused("no box at all", () => openItem(big, undefined), "seal-damaged");

  for (const { password: typed, kdf, auth, wrap } of v.passwords) {
    const made = await account.stretch(typed, kdf);
    same("auth", made.auth, auth); same("wrap", txt(made.wrap), wrap);
  }
  for (const [name, kdf] of Object.entries(v.kdfs_refused)) {
    await refused(name, () => account.signIn("a long password", kdf), "kdf-refused");
  }
  const { bundle, code, password: typed } = v.account;
  const { wrap } = await account.stretch(typed, bundle.kdf);
  same("secret by password", txt(await keys.openSecret(await format.boxKey(wrap), me, "password", bundle.wrapped, "no")), v.member_secret);
  const byCode = await keys.recoveryKey(await format.recoveryBytes(code));
  same("secret by code", txt(await keys.openSecret(byCode, me, "recovery", bundle.recovery, "no")), v.member_secret);
  await refused("box of the other way", () => keys.openSecret(byCode, me, "recovery", bundle.wrapped, "no"), "no");
  same("ring", await keys.openRing(secret, me, 3, bundle.keyring), ring);
  await refused("older ring", () => keys.openRing(secret, me, 2, bundle.keyring), "keys-damaged");
  await refused("another's ring", () => keys.openRing(secret, v.account.bundle.kdf.salt, 3, bundle.keyring), "keys-damaged");
  for (const [name, box] of Object.entries(v.rings_refused)) {
    await refused(name, () => keys.openRing(secret, me, 3, box), "keys-damaged");
  }
  const { honest, refused: altered } = v.invitations;
  same("invitation", await account.readInvitation(honest, honest.box, honest.secret), honest.value);
  for (const [name, one] of Object.entries(altered)) {
    await refused(name, () => account.readInvitation(one, one.box, one.secret), "invitation-damaged");
  }
  const announced = { ...honest, space: honest.id };
  await refused("another space announced", () => account.readInvitation(announced, honest.box, honest.secret), "invitation-damaged");

  for (const one of v.recovery.codes) {
    same("code", await format.recoveryText(bytes(one.bytes)), one.text);
    same("code read", txt(await format.recoveryBytes(one.text)), one.bytes);
    same("code's proof", await keys.recoveryProof(bytes(one.bytes)), one.proof);
  }
  for (const one of v.recovery.typed) same(one, txt(await format.recoveryBytes(one)), v.recovery.codes[0].bytes);
  for (const one of v.recovery.refused) await refused("slip " + one, () => format.recoveryBytes(one), "code-mistyped");

  for (const one of v.pins) {
    const { proof, part } = await password.stretchPin(one.pin, one.kdf);
    same("pin proof", proof, one.proof); same("pin part", txt(part), one.part);
    const half = bytes(one.half);
    same("resting", txt(await keys.restingSecret("pin", half, bytes(one.given), part)), one.resting);
    same("by passkey", txt(await keys.restingSecret("passkey", half, bytes(one.passkey))), one.resting_by_passkey);
  }
  for (const { half, name, box, value } of v.device) {
    same("device", await format.open(await keys.deviceKey(bytes(half)), keys.deviceContext(name), box), value);
  }
  return JSON.stringify(wrong);
}
