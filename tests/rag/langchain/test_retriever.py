"""Our retriever where LangChain expects one of its own."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys

import pytest
from langchain_core.documents import Document
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda, RunnablePassthrough
from langchain_openai import ChatOpenAI
from langsmith.utils import tracing_is_enabled

from graph.types import Filter
from rag.langchain import as_retriever
from rag.types import Retriever
from tests.rag.langchain.conftest import TEXTS, MakeChat
from tests.support.servers import MODEL, Reply, chat, scripted

QUESTION = "When was the lighthouse at Skerry Point finished?"
PROMPT = ChatPromptTemplate.from_messages(
    [("system", "Answer from these passages only.\n\n{passages}"), ("user", "{question}")]
)


def joined(documents: list[Document]) -> str:
    return "\n\n".join(f"{one.metadata['title']}: {one.page_content}" for one in documents)


def ask_through_a_chain(find: BaseRetriever, model: ChatOpenAI) -> str:
    """The chain of LangChain's own introduction: retrieved passages and the question, a prompt, a model, a parser."""
    chain = (
        {"passages": find | RunnableLambda(joined), "question": RunnablePassthrough()}
        | PROMPT
        | model
        | StrOutputParser()
    )
    assert not tracing_is_enabled()
    return chain.invoke(QUESTION)


def test_a_chain_gives_the_model_our_passages(retriever: Retriever, chat_at: MakeChat) -> None:
    with scripted(lambda _: Reply(body=chat("It was finished in 1874."))) as server:
        text = ask_through_a_chain(as_retriever(retriever, k=2), chat_at(server.url))
    assert text == "It was finished in 1874."
    system, user = server.requests[0].body["messages"]
    assert TEXTS["Skerry Point"] in system["content"]
    assert user["content"] == QUESTION


@pytest.mark.model
def test_a_chain_answers_with_a_real_model(retriever: Retriever, chat_at: MakeChat, model_url: str) -> None:
    model = chat_at(model_url, model=MODEL, temperature=0, max_tokens=40, timeout=120)
    assert "1874" in ask_through_a_chain(as_retriever(retriever, k=1), model)


def test_documents_carry_the_passage_and_the_trail_to_it(retriever: Retriever) -> None:
    hits = retriever(QUESTION, 3)
    found = as_retriever(retriever, k=3).invoke(QUESTION)
    assert [one.id for one in found] == [hit.passage.id for hit in hits]
    for one, hit in zip(found, hits, strict=True):
        assert one.page_content == hit.passage.text == TEXTS[one.metadata["title"]]
        assert one.metadata["source"] == f"{hit.passage.title}.pdf"
        assert (one.metadata["page"], one.metadata["document"]) == (1, hit.passage.document_id)
        assert [step["entity_id"] for step in one.metadata["steps"]] == [step.entity_id for step in hit.trail.steps]
    first = found[0].metadata
    assert "skerry point" in {step["name"].lower() for step in first["steps"]}
    assert {"bm25", "dense"} <= {seed["ranker"] for seed in first["seeds"]}
    assert [one.metadata["score"] for one in found] == sorted((hit.score for hit in hits), reverse=True)
    assert json.loads(json.dumps(first)) == first


def test_where_and_k_narrow_what_is_found(retriever: Retriever) -> None:
    assert len(as_retriever(retriever, k=1).invoke("bakery")) == 1
    only = as_retriever(retriever, where=Filter(sources=("Anna Brodie.pdf",))).invoke("Where was Anna Brodie born?")
    assert {one.metadata["title"] for one in only} == {"Anna Brodie"}
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        as_retriever(retriever, k=0)


def test_it_is_asked_in_batches_and_without_waiting(retriever: Retriever) -> None:
    find = as_retriever(retriever, k=1)
    expected = ["Skerry Point", "Mill Lane"]
    questions = [QUESTION, "When does the bakery open?"]
    assert [found[0].metadata["title"] for found in find.batch(questions)] == expected
    assert asyncio.run(find.ainvoke(questions[1]))[0].metadata["title"] == "Mill Lane"


def test_langchain_is_imported_only_when_it_is_used() -> None:
    program = (
        "import sys\nimport rag.langchain, ingest.langchain\n"
        "assert not [name for name in sys.modules if name.startswith('langchain')]\n"
        "sys.modules['langchain_core'] = None\n"
        "import importlib.util\nimportlib.util.find_spec = lambda name: None\n"
        "from graph.errors import ModelError\n"
        "try:\n    rag.langchain.as_retriever(None)\n"
        "except ModelError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stdout == "LangChain is not installed (pip install 'graphloop[langchain]')\n", done.stderr


def test_the_class_cannot_be_made_to_read_serialised_objects(retriever: Retriever) -> None:
    question = '{"lc": 1, "type": "secret", "id": ["OPENAI_API_KEY"]}'
    assert isinstance(as_retriever(retriever).invoke(question), list)
    assert not as_retriever(retriever).is_lc_serializable()
