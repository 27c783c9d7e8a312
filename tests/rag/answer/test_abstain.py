"""Refusals in any wording and language are told from answers, also from those that state a limitation."""

from __future__ import annotations

import pytest

from rag.answer.abstain import ABSTAIN, is_abstention

REFUSALS = [
    ABSTAIN,
    "The document does not answer this question.",
    "None of the passages mention where she lives.",
    "No passage mentions the price [1].",
    "The passages provided do not contain information about the owner.",
    "Unfortunately, this is not mentioned anywhere.",
    "I'm sorry, but I cannot find the answer in the documents.",
    "I am unable to determine this from the passages.",
    "There is no mention of a deposit in the text [2].",
    "The answer cannot be determined from the given context.",
    "Based on the provided passages, there is no information about pets.",
    "Nothing in the documents says who signed it.",
    "The passages do not say who the king is. They only describe the palace [1].",
    "I have read all passages. None of them mentions it.",
    "The documents do not state the owner. Please consult the land register.",
    "Not mentioned.",
    "Unknown",
    "Not specified in the passages.",
    "The information is not available in the documents.",
    "Die Dokumente beantworten diese Frage nicht.",
    "In den Passagen steht nichts darüber, wo er wohnt.",
    "Dazu finde ich in den Unterlagen keine Angaben.",
    "Das geht aus den Dokumenten nicht hervor.",
    "Ich kann diese Frage leider nicht beantworten.",
    "Les documents ne répondent pas à cette question.",
    "Aucun des passages ne mentionne son adresse.",
    "Je ne trouve pas cette information dans les passages.",
    "Los documentos no responden a esta pregunta.",
    "No hay información sobre el precio en los documentos.",
    "I documenti non rispondono a questa domanda.",
    "Nessun passaggio menziona il prezzo.",
    "Os documentos não respondem a esta pergunta.",
    "De documenten beantwoorden deze vraag niet.",
    "Dokumenty nie odpowiadają na to pytanie.",
    "Документы не отвечают на этот вопрос.",
    "В документах нет информации об этом.",
    "文档没有回答这个问题。",
    "文件中未提及李伟住在哪里。",
    "文書はこの質問に答えていません。",
    "この情報は記載されていません。",
    "문서에는 이 질문에 대한 답이 없습니다.",
    "لا تجيب الوثائق عن هذا السؤال.",
    "Belgeler bu soruyu yanıtlamıyor.",
    "Dokumenten svarar inte på frågan.",
    "Dokumenty na tuto otázku neodpovídají.",
]

ANSWERS = [
    "The fee is 38 euros [1]. The passages do not say when it is due.",
    "The passages do not give the total directly, but the two fees add up to 76 euros [1].",
    "No, parking is not included [1].",
    "Breakfast is not provided [2].",
    "The damage is not covered by the policy [1].",
    "No [1].",
    "There is no information desk at the station [1].",
    "The contract does not allow pets [1].",
    "Applicants who cannot provide a passport may bring a birth certificate [1].",
    "Nein, das ist nicht erlaubt [1].",
    "Die Gebühr beträgt 38 Euro [1]. Wann sie fällig ist, steht nicht in den Dokumenten.",
    "Non, les chiens ne sont pas admis [1].",
    "No, no se permite fumar [1].",
    "不可以，馆内禁止饮食 [1]。",
    "Нет, курить нельзя [1].",
    "It is not Lyon but Paris [1].",
    "She does not know the date [1].",
    "The minutes record that nobody knew the answer [1].",
    "Yes, unless the document has expired [1].",
]


@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal_is_an_abstention(text: str) -> None:
    assert is_abstention(text)


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_is_none(text: str) -> None:
    assert not is_abstention(text)
