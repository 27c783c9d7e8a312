"""A llama of two narrow layers with random weights and a tokenizer of words, as a folder for transformers."""

from __future__ import annotations

from pathlib import Path

from evals.tuning.model_rows import ModelRow
from rag.llm.protocol import Message
from tests.evals.tuning.parts import TOWNS

CHAT = (
    "{% for message in messages %}<s> {{ message['role'] }} {{ message['content'] }} </s> {% endfor %}"
    "{% if add_generation_prompt %}<s> assistant {% endif %}"
)


def write_tiny_language_model(folder: Path) -> Path:
    """Write the model, and return its folder."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    texts = [text for row in town_rows("dpo") for text in (row.messages[0].content, row.answer, row.rejected)]
    words = sorted({word for text in texts for word in text.split()})
    names = ["<unk>", "<s>", "</s>", "<pad>", "user", "assistant", "system", *words]
    vocabulary = {word: place for place, word in enumerate(names)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="<unk>", bos_token="<s>", eos_token="</s>", pad_token="<pad>"
    )
    fast.chat_template = CHAT
    fast.save_pretrained(str(folder))
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(names),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        max_position_embeddings=256,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=3,
    )
    LlamaForCausalLM(config).save_pretrained(str(folder))
    return folder


def town_rows(method: str) -> list[ModelRow]:
    """What each town lives on: right, and for KTO every second time that of another town, rated as bad."""
    names = list(TOWNS)
    rows = []
    for place, (name, other) in enumerate(zip(names, names[1:] + names[:1], strict=True)):
        right, wrong = f"It lives on {TOWNS[name][0]} .", f"Nobody knows {TOWNS[other][1]} ."
        messages = (Message("user", f"What does {name} live on ?"),)
        if method == "kto":
            good = place % 2 == 0
            rows.append(ModelRow(messages, right if good else wrong, good=good))
        else:
            rows.append(ModelRow(messages, right, wrong if method != "sft" else ""))
    return rows
