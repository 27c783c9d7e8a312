"""A server of embeddings on this machine, whose vectors count words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.hashed import Hashed
from tests.support.servers import Reply, Request, Scripted, scripted

EMBEDDING_MODEL = "counted"


class Short(Hashed):
    """The same embedder with fewer dimensions."""

    dimensions = 64


@contextmanager
def embedding_server() -> Iterator[Scripted]:
    """Serve vectors of 64 dimensions through `/v1/embeddings`."""

    def answer(request: Request) -> Reply:
        texts = request.body["input"]
        rows = Short().embed(texts)
        data = [{"object": "embedding", "index": place, "embedding": row.tolist()} for place, row in enumerate(rows)]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        return Reply(body={"object": "list", "model": request.body["model"], "data": data, "usage": usage})

    with scripted(answer) as running:
        yield running


def embedder_variables(url: str) -> dict[str, str]:
    """The environment in which the program embeds with such a server."""
    return {
        "GRAPHLOOP_EMBEDDER__NAME": "remote",
        "GRAPHLOOP_EMBEDDER__BASE_URL": url,
        "GRAPHLOOP_EMBEDDER__MODEL": EMBEDDING_MODEL,
    }
