"""Deterministic force-directed layout of a small graph."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

LAYOUT_STEPS = 150
HEIGHT_RATIO = 0.85
"""Ratio of height to width."""

PICTURE_PIXELS = 330.0
"""The width of a picture of which labels are placed; a wider one has more room."""

CHAR_PIXELS, LINE_PIXELS, NODE_PIXELS = 6.0, 14.0, 12.0
"""The width of a letter, the height of a line, and the distance of a label from its node."""


def layout_nodes(nodes: int, edges: Sequence[tuple[int, int]]) -> npt.NDArray[np.float64]:
    """Return (nodes, 2) coordinates in 0..1: nodes repel, edges attract (Fruchterman and Reingold, 1991)."""
    angles = np.arange(nodes) * 2.399963  # the golden angle spreads the start evenly
    radius = np.sqrt(np.arange(1, nodes + 1) / max(nodes, 1))[:, None]
    at = np.stack([np.cos(angles), np.sin(angles)], axis=1) * radius
    wanted = 1.6 / np.sqrt(max(nodes, 1))
    ends = np.array(edges, dtype=np.int64).reshape(-1, 2)
    for step in range(LAYOUT_STEPS):
        apart = at[:, None] - at[None]
        squared = np.maximum((apart**2).sum(axis=-1), 1e-6)
        push = (apart * (wanted**2 / squared)[..., None]).sum(axis=1)
        along = at[ends[:, 0]] - at[ends[:, 1]]
        pull = along * np.linalg.norm(along, axis=1, keepdims=True) / wanted
        np.add.at(push, ends[:, 0], -pull)
        np.add.at(push, ends[:, 1], pull)
        push -= 0.1 * at
        length = np.maximum(np.linalg.norm(push, axis=1, keepdims=True), 1e-9)
        at = at + push / length * np.minimum(length, 0.25 * (1 - step / LAYOUT_STEPS))
    low, high = at.min(axis=0, initial=0.0), at.max(axis=0, initial=0.0)
    return np.asarray((at - low) / np.maximum(high - low, 1e-9) * [1.0, HEIGHT_RATIO])


def find_free_labels(at: npt.NDArray[np.float64], labels: Sequence[str]) -> set[int]:
    """Return the labels, right of their nodes, that overlap none before them."""
    boxes: list[tuple[float, float, float, float]] = []
    free: set[int] = set()
    for index, label in enumerate(labels):
        left, middle = (float(value) * PICTURE_PIXELS for value in at[index])
        box = (left + NODE_PIXELS, left + NODE_PIXELS + CHAR_PIXELS * len(label), middle, middle + LINE_PIXELS)
        if not any(box[0] < b and a < box[1] and box[2] < d and c < box[3] for a, b, c, d in boxes):
            boxes.append(box)
            free.add(index)
    return free
