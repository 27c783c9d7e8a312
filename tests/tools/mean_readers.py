"""Averages corrections of the reader: `python -m tests.tools.mean_readers OUT FILE FILE...`.

Runs that go on from one another lie near enough for the mean of their weights to be a model, often a steadier one
(M. Wortsman et al., "Model soups", 2022). The packaged correction is the mean of three runs of `train_reader` that went
on from one another: after 900 steps without near misses 420 steps with them, 380 with pairs of a question and its near
miss, and 480 with changed numbers, denials and records.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np


def main(arguments: list[str]) -> int:
    from safetensors import safe_open
    from safetensors.numpy import load_file, save_file

    out, *files = map(Path, arguments)
    runs = [load_file(file) for file in files]
    with safe_open(files[0], "np") as first:
        about = {"data": first.metadata()["data"], "base": first.metadata()["base"], "script": "mean_readers"}
    means = {name: np.mean([run[name].astype(np.float32) for run in runs], axis=0) for name in runs[0]}
    save_file({name: value.astype(np.float16) for name, value in means.items()}, out, metadata=about)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
