# The application with everything that it needs, as a user without rights; it writes to /data and /tmp only.
# docker-compose.yml runs it.
FROM python:3.11.15-slim AS build
ENV PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN python -m venv .venv
COPY requirements.lock ./
RUN .venv/bin/python -m pip install --only-binary :all: --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY graph graph
COPY rag rag
COPY ingest ingest
COPY evals evals
COPY ui ui
# Files that only their owner may read where they come from are for the image's user too.
RUN .venv/bin/python -m pip install --no-deps --no-build-isolation -e . && chmod -R a+rX /app

FROM python:3.11.15-slim
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data graphloop \
    && install --directory --owner=graphloop --group=graphloop --mode=0700 /data
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:/usr/local/bin:/usr/bin:/bin \
    HOME=/data \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HF_HUB_OFFLINE=1 \
    HF_HUB_DISABLE_TELEMETRY=1 \
    ORT_DISABLE_TELEMETRY=1 \
    GRAPHLOOP_DATA_DIR=/data
USER 10001:10001
# Assembled here, so that a new volume holds the models and the first question need not wait for them.
RUN ["python", "-c", "from pathlib import Path; from rag.embed.minilm import MiniLM; from rag.answer.extractive.reader import Reader; from rag.answer.extractive.passage_reader import PassageReader, ReadableText; cache = Path('/data/cache'); MiniLM(cache).embed(['ready']); Reader(cache).read('Ready?', [('Ready.', 0)]); PassageReader(cache).read('Ready?', [ReadableText('', 'Ready.', ((0, 6),))])"]
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s --retries=6 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8501/_stcore/health', timeout=5)"]
# Every address of the container; docker-compose.yml publishes the port to this machine alone.
CMD ["graphloop", "ui", "--no-browser", "--address", "0.0.0.0", "--port", "8501"]
