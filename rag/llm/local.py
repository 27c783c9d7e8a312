"""Language models in this process: GGUF files run by llama.cpp, without server, key or network."""

from __future__ import annotations

import queue
import secrets
import threading
import weakref
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from graph.errors import ModelError
from rag.llm.call import CALL_DEADLINE, DeadlineExceeded, ModelCall
from rag.llm.faults import ContextTooLong, shorten_message
from rag.llm.protocol import Completion, Message, Options
from rag.llm.reasoning import strip_reasoning
from rag.llm.replies import to_protocol_messages
from rag.llm.schema import complete_with_schema
from rag.llm.spec import LLMOptions, ProviderSpec
from rag.llm.stream import collect_stream
from rag.llm.usage import Usage

GGUF_MAGIC = b"GGUF"
SUFFIX = ".gguf"
_BATCH = 256  # tokens of the prompt between two chances to stop
_ROOMY = 8 * 2**30  # bytes of memory from which the longer context is used
_POLL = 0.2  # seconds between two looks at the deadline

Event = Mapping[str, Any] | Exception | None
"""A chunk of a reply, what went wrong, or None at its end."""


class Engine:
    """One loaded GGUF file; callers are served one after the other."""

    def __init__(self, path: Path) -> None:
        self._server = _load(path)
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, call: ModelCall) -> Iterator[None]:
        """Wait until no other reply is being written; raise if the call ends before."""
        while not self._lock.acquire(timeout=min(_POLL, call.remaining())):
            pass
        try:
            yield
        finally:
            self._lock.release()

    def events(self, request: Mapping[str, Any], call: ModelCall) -> Iterator[Mapping[str, Any]]:
        """Yield the chunks of a reply; closing it stops the model, as does the end of the call."""
        chunks: queue.SimpleQueue[Event] = queue.SimpleQueue()
        stop = threading.Event()

        def take(chunk: Mapping[str, Any]) -> bool:
            chunks.put(chunk)
            return stop.is_set()

        def work() -> None:
            try:
                self._server.handle_chat_completions(dict(request), take)
            except Exception as error:  # noqa: BLE001 - raised where the reply is read
                chunks.put(error)
            chunks.put(None)

        worker = threading.Thread(target=work, name="local model")
        worker.start()
        try:
            yield from _read(chunks, call)
        finally:
            stop.set()
            worker.join()


def _read(chunks: queue.SimpleQueue[Event], call: ModelCall) -> Iterator[Mapping[str, Any]]:
    while True:
        try:
            chunk = chunks.get(timeout=min(_POLL, call.remaining()))
        except queue.Empty:
            continue
        if isinstance(chunk, Exception):
            raise ModelError(f"the model failed: {shorten_message(str(chunk))}", "try again") from chunk
        if chunk is None:
            return
        yield chunk


def _load(path: Path) -> Any:
    check_model_file(path)
    try:
        from xllamacpp import CommonParams, Server
    except ImportError as error:
        raise ModelError(
            "the built-in model needs a package that is not installed", "pip install 'graphloop[local]'"
        ) from error
    settings = CommonParams()
    settings.model.path = str(path)
    settings.n_ctx = context_length(psutil.virtual_memory().total)
    settings.n_parallel = 1
    settings.n_batch = settings.n_ubatch = _BATCH
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = count_threads()
    settings.cpuparams.poll = settings.cpuparams_batch.poll = 0  # threads that spin slow down a busy machine
    settings.warmup = False
    settings.verbosity = -1
    # llama.cpp opens a loopback port of its own; nobody else knows the key, and no page of a browser is let in.
    settings.api_keys = [secrets.token_urlsafe(32)]
    settings.cors_origins = ""
    settings.ui = settings.endpoint_slots = settings.endpoint_props = False
    try:
        return Server(settings)
    except RuntimeError as error:
        raise ModelError(
            f"{path.name} cannot be loaded: it is damaged, too large for this machine, or no language model",
            "graphloop model list shows what fits; graphloop model pull NAME downloads a model again",
        ) from error


def check_model_file(path: Path) -> None:
    """Raise ModelError unless there is a GGUF file of that name."""
    hint = "graphloop model list shows the models; graphloop model pull NAME downloads one"
    if not path.is_file():
        raise ModelError(f"the model {path} is not there", hint)
    try:
        with path.open("rb") as file:
            magic = file.read(len(GGUF_MAGIC))
    except OSError as error:
        raise ModelError(f"the model {path} cannot be read: {error.strerror}", hint) from error
    if magic != GGUF_MAGIC:
        raise ModelError(f"{path} is not a model in GGUF", hint)


def context_length(memory: int) -> int:
    """Return the tokens of context that a machine with so many bytes of memory has room for."""
    return 8192 if memory >= _ROOMY else 4096


def count_threads() -> int:
    """Return one thread for each physical core that this process may use."""
    allowed = len(psutil.Process().cpu_affinity()) if hasattr(psutil.Process, "cpu_affinity") else psutil.cpu_count()
    return max(1, min(psutil.cpu_count(logical=False) or 1, allowed or 1))


_engines: weakref.WeakValueDictionary[tuple[Path, int, int], Engine] = weakref.WeakValueDictionary()
_loading = threading.Lock()


def open_engine(path: Path) -> Engine:
    """Return the engine of a file; a file that is loaded already is not loaded twice."""
    with _loading:
        try:
            stat = path.stat()
        except OSError:
            check_model_file(path)
            raise
        key = (path, stat.st_mtime_ns, stat.st_size)
        engine = _engines.get(key)
        if engine is None:
            engine = _engines[key] = Engine(path)
        return engine


class LocalModel:
    """A GGUF file as a language model, loaded when first asked. Usable from any thread."""

    def __init__(self, path: Path, deadline: float = CALL_DEADLINE) -> None:
        self._path = path
        self._deadline = deadline
        self._engine: Engine | None = None

    @property
    def name(self) -> str:
        return self._path.stem

    def close(self) -> None:
        """Free the memory of the model."""
        self._engine = None

    def complete(
        self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None, options: Options = Options()
    ) -> Completion:
        """Return the whole reply; with a JSON schema, JSON that matches it."""
        if schema is None:
            return collect_stream(self._reply(messages, None, options), self.name)
        return complete_with_schema(
            lambda asked: collect_stream(self._reply(asked, schema, options), self.name), messages, schema
        )

    def stream(self, messages: Sequence[Message], options: Options = Options()) -> Generator[str, None, Completion]:
        """Yield the reply piece by piece, and return its completion; closing the stream stops the model."""
        return self._reply(messages, None, options)

    def _reply(
        self, messages: Sequence[Message], schema: Mapping[str, Any] | None, options: Options
    ) -> Generator[str, None, Completion]:
        reply = _ReplyParts()
        text: list[str] = []
        with ModelCall(self.name, self._deadline) as call:
            engine = self._engine = self._engine or open_engine(self._path)
            with engine.turn(call):
                events = engine.events(_request(messages, schema, options), call)
                try:
                    for piece in strip_reasoning(reply.pieces(events)):
                        text.append(piece)
                        yield piece
                except DeadlineExceeded:
                    if not text:
                        raise
                    reply.reason = "timeout"
                finally:
                    events.close()  # type: ignore[attr-defined]  # a generator
        return Completion("".join(text), self.name, reply.usage, reply.reason or "stop", reply.log_probabilities)


class _ReplyParts:
    """Collects what the chunks of a reply contain besides their text."""

    def __init__(self) -> None:
        self.reason = ""
        self.usage = Usage()
        self._logged: list[float] = []

    @property
    def log_probabilities(self) -> tuple[float, ...] | None:
        return tuple(self._logged) or None

    def pieces(self, events: Iterator[Mapping[str, Any]]) -> Iterator[str]:
        for event in events:
            if "error" in event or "code" in event:
                raise _explain(event.get("error", event))
            if used := event.get("usage"):
                self.usage = Usage(used["prompt_tokens"], used["completion_tokens"])
            for choice in event.get("choices", ())[:1]:
                self.reason = choice.get("finish_reason") or self.reason
                logged = (choice.get("logprobs") or {}).get("content") or ()
                self._logged += [token["logprob"] for token in logged]
                if piece := choice["delta"].get("content"):
                    yield piece


def _explain(fault: Any) -> ModelError:
    message = str(fault.get("message", fault)) if isinstance(fault, Mapping) else str(fault)
    if "context" in message:
        return ContextTooLong(
            f"the question is too long for the model: {shorten_message(message)}", "use fewer or shorter passages"
        )
    return ModelError(f"the model refused the request: {shorten_message(message)}", "check the model's file")


def _request(messages: Sequence[Message], schema: Mapping[str, Any] | None, options: Options) -> dict[str, Any]:
    request: dict[str, Any] = {
        "messages": to_protocol_messages(messages),
        "temperature": options.temperature,
        "seed": options.seed + options.sample,
        "max_tokens": options.max_tokens,
        "stream": True,
        "stream_options": {"include_usage": True},
        "return_progress": True,  # chunks while the prompt is read, each a chance to stop
        "cache_prompt": True,
    }
    if options.log_probabilities:
        request |= {"logprobs": True, "top_logprobs": options.alternatives}
    if schema is not None:
        request["response_format"] = {"type": "json_schema", "json_schema": {"name": "reply", "schema": dict(schema)}}
    return request


def list_model_files(folder: Path) -> list[Path]:
    """Return the GGUF files of a folder in alphabetical order."""
    return sorted(path for path in folder.glob(f"*{SUFFIX}") if path.is_file())


def _open(options: LLMOptions) -> LocalModel:
    return LocalModel(Path(options.model), options.deadline)


def _list_models(options: LLMOptions) -> list[str]:
    return [str(path) for path in list_model_files(Path(options.model).parent)] if options.model else []


PROVIDER = ProviderSpec(
    "local", "a model file run in this process, without a server", _open, _list_models, needs_address=False
)
