"""Python runs this at the start of every child process of the tests: children are guarded as the tests are."""

import importlib.util
from pathlib import Path

spec = importlib.util.spec_from_file_location("socket_guard", Path(__file__).parents[1] / "guard.py")
if spec and spec.loader:
    guard = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(guard)
    guard.install()
