"""The words by which models say that their passages hold no answer, by language."""
# ruff: noqa: E501 - the words of one kind stay on one line

from __future__ import annotations

import re

_SOURCE = (
    r"(?:(?:provided|given|numbered|available|above|supplied|retrieved|supporting|relevant|current)\s+)*"
    r"(?:documents?|passages?|texts?|context|sources?|information|excerpts?|materials?|data|document set|knowledge base|files?|records?)"
    r"(?:\s+(?:(?:that (?:were|was|are|is)\s+)?(?:provided|given|above|supplied|available)|i (?:have|was given|can see)))?"
)
_HOLD = (
    r"(?:answer|contain|hold|mention|provide|say|specify|state|include|give|have|address|discuss|reveal|disclose|tell|"
    r"indicate|describe|cover|explain|list|identify|clarify|offer|supply|refer|show|note|detail|name|define)(?:s|es)?"
)
_NOT = r"(?:do(?:es)?(?:\s+not|n['’]t)|did(?:\s+not|n['’]t)|cannot|can['’]t|can\s+not|fails?\s+to|never)"
_ABOUT = (
    r"(?=\s*(?:$|[.,;:!)]|(?:about|on|regarding|in|from|available|provided|given|as\s+to|concerning|that|for|to|of|here|"
    r"found|there|relating|related|whether|how|what|who|when|where|why)\b))"
)
ENGLISH_REFUSALS = re.compile(
    rf"(?:\b{_SOURCE}\s+(?:{_NOT}(?:\s+\w+){{0,3}}?\s+{_HOLD}\b|lacks?\b|(?:is|are)\s+silent|says?\s+nothing|"
    r"(?:makes?|have|has|contains?|provides?|gives?|includes?|offers?)\s+no\s+(?:\w+\s+)?(?:mention|information|answer|details?|reference|indication|data)|"
    r"(?:is|are)\s+(?:not\s+(?:relevant|related)|insufficient|unrelated|irrelevant)|(?:is|are)\s+not\s+(?:enough|sufficient))"
    rf"|\b(?:none|neither|nothing|no\s+part)\s+(?:of|in|from)\s+(?:the|these|those|any|my|your)\s+(?:\w+\s+)?{_SOURCE}\b.{{0,40}}?\b(?:{_HOLD}|mentioned|says|about|relevant)"
    rf"|\b(?:no|neither)\s+{_SOURCE}\s+(?:\w+\s+){{0,2}}?{_HOLD}\b|^(?:none|neither)\s+of\s+them\s+(?:\w+\s+)?{_HOLD}\b"
    r"|\b(?:i|we)(?:['’]m|\s+am|\s+are)?\s+(?:do\s+not|don['’]t|cannot|can['’]t|can\s+not|am\s+unable\s+to|unable\s+to|could\s+not|"
    r"couldn['’]t|was\s+unable\s+to|am\s+not\s+able\s+to|did\s+not|didn['’]t|was\s+not\s+able\s+to|not\s+able\s+to)\s+(?:\w+\s+)?"
    r"(?:know|answer|find|determine|provide|tell|locate|see|give|say|identify|confirm|have\s+(?:\w+\s+)?(?:information|answer|data|details|context|access))\b"
    r"|\bthere\s+(?:is|are|was|were)(?:\s+no|\s+not\s+(?:enough|sufficient|any)|\s+insufficient|n['’]t\s+(?:any|enough))\s+"
    rf"(?:\w+\s+){{0,2}}?(?:information|answer|mention|details?|references?|indication|data|passages?|context){_ABOUT}"
    r"|^(?:unfortunately,?\s+|sorry,?\s+)?(?:no|insufficient|not\s+enough)\s+(?:relevant\s+|specific\s+|such\s+)?"
    rf"(?:answer|information|mention|data|details?|context|relevant\s+\w+)\s*(?:$|[.!]|(?:is|are|was|were|can\s+be)\b|{_ABOUT})"
    r"|\b(?:is|are|was|were)(?:\s+not|n['’]t|\s+nowhere|\s+never)\s+(?:explicitly\s+|directly\s+|specifically\s+|clearly\s+)?"
    rf"(?:(?:mentioned|stated|specified|disclosed|known)\b|(?:included|provided|covered|given|available|listed|addressed|discussed|"
    rf"described|found|contained|answered|indicated|present|part\s+of|in)\b.{{0,40}}\b(?:{_SOURCE}|anywhere|here)\b)"
    rf"|\b(?:cannot|can['’]t|could\s+not|can\s+not)\s+be\s+(?:answered|determined|found|inferred|established|derived|confirmed)\b"
    rf"|\bdo(?:es)?(?:\s+not|n['’]t)\s+(?:appear|occur|exist)\s+(?:\w+\s+)?(?:in|anywhere)\b"
    r"|^(?:n/?a|unknown|unanswerable|no\s+answer|(?:it\s+is\s+|it['’]s\s+)?not\s+(?:mentioned|stated|specified|found|known|answerable|"
    rf"clear|given|available|disclosed)(?:\s+(?:in|by|from)\s+(?:the\s+|any\s+)?(?:\w+\s+)?{_SOURCE})?|not\s+in\s+(?:the\s+)?{_SOURCE})\s*[.!]*$"
    r"|^it\s+is\s+not\s+(?:stated|mentioned|specified|clear)\b"
    rf"|\b(?:outside|beyond)\s+(?:of\s+)?(?:the\s+)?(?:scope|content)s?\s+of\b|\b(?:without|need)\s+more\s+(?:information|context)\b)",
    re.IGNORECASE,
)


def _near(source: str, negation: str, verb: str, alone: str) -> re.Pattern[str]:
    """Return the pattern of a language: its source with a negated verb of holding in either order, or a set phrase."""
    gap = r"[^.!?。！？,;，；]{0,40}?"
    wide = r"[^.!?。！？]{0,90}?"
    denied = rf"(?:(?:{negation}){gap}(?:{verb})|(?:{verb}){gap}(?:{negation}))"
    return re.compile(
        rf"(?:{source}){wide}{denied}|{denied}{wide}(?:{source})"
        rf"|(?:{negation})\s+(?:\w+\s+){{0,3}}?(?:{source})\w*{gap}(?:{verb})|(?:{alone})",
        re.IGNORECASE,
    )


FOREIGN_REFUSALS: tuple[re.Pattern[str], ...] = (
    _near(
        r"\b(?:dokument|passage|text|unterlage|quelle|kontext|abschnitt|ausz[uü]g|textstelle|material|frage)\w*",
        r"\b(?:nicht|kein\w*|nichts|nirgends|weder|niemand)\b",
        r"\b(?:beantwort\w*|enth[aä]lt\w*|erw[aä]hn\w*|steht|stehen|genannt|angegeben|hervor\w*|entnehm\w*|entnomm\w*|"
        r"informationen?|angaben?|hinweis\w*|antwort\w*|aussage\w*|auskunft|zu finden|finde\w*|gefunden|ersichtlich|nenn\w+|liefer\w+|geht)\b",
        r"\b(?:ich|wir) (?:kann|wei[sß]+|konnte|finde|habe|können|finden)\b.{0,60}\b(?:nicht|nichts|keine?)\b.{0,60}"
        r"|\b(?:kein\w*|nicht gen[uü]gend\w*|unzureichend\w*) (?:information|angabe|antwort|hinweis)\w*|\bwird\b.{0,30}\bnicht (?:erwähnt|genannt|angegeben|beantwortet)"
        r"|\b(?:nicht|nirgends) (?:erwähnt|angegeben|beantwortbar|bekannt)\b",
    ),
    _near(
        r"\b(?:documents?|passages?|textes?|contexte|sources?|extraits?|question|informations fournies)\b",
        r"(?:\bne\b|\bn['’]|\baucune?\b|\bpas\b|\brien\b|\bni\b)",
        r"(?:répond\w*|contien\w*|mentionn\w*|indiqu\w*|précis\w*|fourni\w*|donn\w*|trouv\w*|inform\w*|réponse|figur\w*|permett\w*|évoqu\w*|parl\w*|dis\w*t)\b",
        r"\bje (?:ne|n['’]).{0,40}\b(?:pas|trouve|sais|peux)\b|\baucune (?:information|réponse|mention)|\bil n['’]y a (?:pas|aucune)\b.{0,20}\b(?:information|réponse|mention)"
        r"|\bn['’](?:est|sont) (?:pas|nulle part) (?:mentionn|indiqu|précis|connu)\w*",
    ),
    _near(
        r"\b(?:documentos?|pasajes?|textos?|contexto|fuentes?|fragmentos?|pregunta)\b",
        r"\b(?:no|ningun[oa]?|ningún|nada|tampoco)\b",
        r"(?:respond\w*|contien\w*|mencion\w*|indic\w*|especific\w*|proporcion\w*|inform\w*|respuesta|encuentr\w*|figur\w*|aparec\w*|dic\w*|ofrec\w*|hay)\b",
        r"\bno (?:puedo|sé|he podido|encuentro|encontré|tengo|dispongo|se menciona|se especifica|se indica)\b|\bno (?:hay|existe) (?:suficiente |ninguna )?(?:información|respuesta|mención)",
    ),
    _near(
        r"\b(?:document[io]|passaggi\w*|brani?|testi?o?|contesto|font[ei]|estratt[io]|domanda)\b",
        r"\b(?:non|nessun[oa]?|nulla|niente|né)\b",
        r"(?:rispond\w*|conten\w*|menzion\w*|indica\w*|specific\w*|forni\w*|informazion\w*|risposta|trov\w*|riport\w*|dic\w*|parl\w*)\b",
        r"\bnon (?:posso|so|riesco|sono in grado|ho trovato|trovo|dispongo|viene menzionat\w|è specificat\w|è indicat\w|è menzionat\w)\b|\b(?:nessuna|non ci sono|non c['’]è) (?:informazion|risposta|menzione)\w*",
    ),
    _near(
        r"\b(?:documentos?|passagens|passagem|textos?|trechos?|contexto|fontes?|pergunta)\b",
        r"\b(?:não|nenhum[a]?|nada|nem)\b",
        r"(?:respond\w*|cont[êeé]m|contêm|mencion\w*|indica\w*|especific\w*|fornec\w*|informa\w*|resposta|encontr\w*|const\w*|diz\w*|aborda\w*|há)\b",
        r"\bnão (?:posso|sei|consigo|consegui|encontrei|é mencionad\w|é possível|foi mencionad\w|está especificad\w)\b|\bnão (?:há|existe) (?:informaç|respost|menç)\w*|\bnenhuma informação",
    ),
    _near(
        r"\b(?:document(?:en)?|passages?|teksten|tekst|context|bron(?:nen)?|fragment(?:en)?|vraag)\b",
        r"\b(?:niet|geen|niets|nergens)\b",
        r"(?:beantwoord\w*|antwoord\w*|bevat\w*|vermeld\w*|noem\w*|genoemd|informatie|gegevens|staat|staan|vind\w*|gevonden|geven|geeft|zegg\w+|zegt)\b",
        r"\bik (?:kan|weet|vind|heb)\b.{0,50}\b(?:niet|geen)\b|\bgeen (?:informatie|antwoord)\b|\b(?:wordt|is|staat) (?:niet|nergens) (?:vermeld|genoemd|gespecificeerd)",
    ),
    _near(
        r"(?:dokument\w*|fragment\w*|tekst\w*|źród\w*|kontek\w*|pytani\w*|ustęp\w*|materiał\w*)",
        r"\b(?:nie|brak|żaden|żadn\w+|nic)\b",
        r"(?:odpowiad\w*|odpowied\w*|zawiera\w*|wspomin\w*|podaj\w*|podan\w*|informacj\w*|określ\w*|mówi\w*|znale\w*|wynika)",
        r"\bnie (?:wiem|mogę|znalazł\w*|znajduję|jestem w stanie|ma (?:informacji|odpowiedzi))\b|\bbrak (?:informacji|odpowiedzi|danych)",
    ),
    _near(
        r"(?:документ\w*|отрыв\w*|текст\w*|контекст\w*|источник\w*|фрагмент\w*|вопрос\w*|материал\w*)",
        r"\b(?:не|нет|ни один|ничего|нигде|отсутству\w*)\b",
        r"(?:отвеча\w*|ответ\w*|содерж\w*|упомина\w*|упомян\w*|указ\w*|информац\w*|сведени\w*|данных|говорит\w*|сообща\w*|найти|найд\w*)",
        r"\b(?:я|мы) не (?:знаю|могу|нашёл|нашел|нашла|располагаю|можем)|\bне (?:удалось найти|могу ответить|указан\w*|упомина\w*|упомян\w*)|\bнет (?:информации|ответа|данных|сведений)|\bинформаци\w* отсутств",
    ),
    _near(
        r"(?:документ\w*|уривк\w*|текст\w*|контекст\w*|джерел\w*|фрагмент\w*|питання)",
        r"\b(?:не|немає|жоден|нічого)\b",
        r"(?:відповіда\w*|відповід\w*|міст\w*|згаду\w*|вказ\w*|інформаці\w*)",
        r"\bя не (?:знаю|можу|знайш\w+)|\bнемає (?:інформації|відповіді)",
    ),
    re.compile(
        r"(?:文档|文件|文中|段落|资料|資料|上下文|文本|材料|文章|原文|来源|內容|内容|信息|问题|問題).{0,24}(?:没有|沒有|未|并未|并没有|不|无法|無法|缺乏)"
        r".{0,12}(?:回答|提供|提及|提到|包含|说明|說明|给出|給出|涉及|找到|答案|信息|資訊|记载|記載|足够|提|说|說)"
        r"|(?:没有|沒有|未能?|无法|無法)(?:在|从|從)?.{0,16}(?:找到|回答|确定|確定|得知|提及|提到|相关信息|相關資訊|答案|说明)|我不知道|未提及|未提供|未说明"
    ),
    re.compile(
        r"(?:文書|文章|資料|文脈|情報源|抜粋|ドキュメント|テキスト|パッセージ|質問|情報|記載|記述|言及|回答|答え).{0,40}"
        r"(?:ません|ない|ありません|なかった|できません|ございません|不明)|(?:わかりません|分かりません|見つかりません|不明です|お答えできません)"
    ),
    re.compile(
        r"(?:문서|지문|구절|자료|본문|맥락|정보|질문|언급|답변|답).{0,40}(?:없습니다|않습니다|않는다|없다|않았습니다|못합니다|없음)|(?:모르겠습니다|알 수 없습니다|찾을 수 없습니다)"
    ),
    re.compile(
        r"(?:لا|لم|ليس|ليست|لن)\s.{0,30}(?:تجيب|يجيب|تحتوي|يحتوي|تذكر|يذكر|يُذكر|توجد|يوجد|أعرف|أستطيع|يمكن|أجد|تتضمن|يتضمن|توفر|يوفر|ذكر|إجابة|معلومات)|غير (?:مذكور|متوفر|موجود|محدد)"
    ),
    re.compile(
        r"(?:belge|metin|metn|kaynak|pasaj|bağlam|parça|soru|bilgi|cevap|yanıt)\w*.{0,60}(?:yok\b|yoktur|değil|bulunm[au]\w*|içerm\w*|yer alm[ıi]yor|yer almamakta\w*|verm[ei]\w*|yanıtlam[ıa]\w*|cevaplam[ıa]\w*|bahsetm\w*|bahsedilm\w*|belirtilm\w*)"
        r"|\bbilm(?:iyorum)|bulamadım|cevaplayam\w+|yanıtlayam\w+",
        re.IGNORECASE,
    ),
    _near(
        r"(?:dokument\w*|passage\w*|avsnitt\w*|text\w*|tekst\w*|käll\w*|kilde\w*|kontekst\w*|sammanhang\w*|fråga\w*|spørgsmål\w*|spørsmål\w*)",
        r"\b(?:inte|ikke|ingen|inget|inga|intet|ej)\b",
        r"(?:svar\w*|besvar\w*|innehåll\w*|indeh\w*|inneh\w*|nämn\w*|nævn\w*|nevn\w*|informa\w*|uppgift\w*|oplysning\w*|opplysning\w*|framg\w*|frem\w*|angiv\w*|står)",
        r"\b(?:jag|jeg) (?:vet|ved|kan|hittar|finner|finder) (?:inte|ikke|ingen)\b|\b(?:ingen|inga) (?:information|uppgift|opplysning|oplysning)\w*",
    ),
    re.compile(
        r"(?:asiakirj|dokument|teksti|lähte|kohd|kysymy|tieto|tietoa)\w*.{0,60}\b(?:eivät|ei)\b.{0,40}(?:vasta|sisäl|maini|kerro|löyd|anna|ole)\w*|\ben (?:tiedä|löydä|pysty|voi)\b|\bei (?:mainita|kerrota|löydy)",
        re.IGNORECASE,
    ),
    _near(
        r"(?:dokument\w*|pasáž\w*|text\w*|zdroj\w*|kontext\w*|otázk\w*|úryv\w*)",
        r"\b(?:ne\w+|není|žádn\w+|nic)\b",
        r"(?:odpov\w*|obsah\w*|neobsah\w*|uvád\w*|neuvád\w*|zmiň\w*|nezmiň\w*|informac\w*|neodpov\w*)",
        r"\bdokument\w*.{0,60}\bne(?:odpov|obsah|uvád|zmiň)\w*|\bnevím\b|\bnemohu (?:odpovědět|najít)|\bnení uveden\w*|\bžádné informace",
    ),
    re.compile(
        r"(?:έγγραφ|κείμεν|αποσπάσματ|πηγές|ερώτησ|πληροφορί)\w*.{0,60}\bδεν\b|\bδεν\b.{0,60}(?:απαντ|περιέχ|αναφέρ|γνωρίζω|μπορώ|υπάρχ|βρ[ήί])\w*",
        re.IGNORECASE,
    ),
    re.compile(r"(?:המסמכים|הקטעים|הטקסט|המקורות|המידע|השאלה).{0,40}(?:לא|אינם|אינו|אין)|(?:אין|לא נמצא) (?:מידע|תשובה)|(?:אני לא יודע|איני יודע)"),
    re.compile(r"(?:दस्तावेज़|दस्तावेज|अंश|पाठ|संदर्भ|जानकारी|उत्तर|प्रश्न).{0,60}(?:नहीं|उपलब्ध नहीं)|मुझे नहीं पता"),
    re.compile(r"(?:tài liệu|đoạn|văn bản|ngữ cảnh|nguồn|câu hỏi|thông tin).{0,40}\bkhông\b|\bkhông (?:có|tìm thấy|đủ|đề cập).{0,12}(?:thông tin|câu trả lời|đề cập)|tôi không (?:biết|thể)", re.IGNORECASE),
    re.compile(r"(?:dokumen|teks|bagian|sumber|konteks|pertanyaan|informasi)\w*.{0,40}\btidak\b|\btidak (?:ada|ditemukan|disebutkan|menjawab)\b.{0,30}(?:informasi|jawaban|dokumen)|saya tidak (?:tahu|dapat|bisa)", re.IGNORECASE),
)  # fmt: skip


TURNS = re.compile(
    r"(?:[,;:—–]|\s-)\s*(?:but|however|though|although|yet|aber|jedoch|allerdings|mais|cependant|toutefois|pero|sin embargo|ma|però|"
    r"tuttavia|mas|porém|no entanto|maar|echter|ale|jednak|но|однако|але|men|mutta|fakat|ancak)\b,?\s*|[，；,]?(?:但是?|不过|しかし|ですが|が、)",
    re.IGNORECASE,
)
"""Where a sentence turns from what is not said to what is."""
BLAMES = re.compile(
    r"\W*(?:(?:i['’]?m|i am|we are) (?:\w+ )?sorry|sorry|apologies|i apologi[sz]e|unfortunately|es tut mir|désolé|lo siento|mi dispiace|"
    r"desculpe|przepraszam|извините|抱歉|对不起|申し訳)",
    re.IGNORECASE,
)
ASIDES = re.compile(
    BLAMES.pattern
    + r"|\W*(?:please|you (?:may|might|could|can|should)|if you|i (?:recommend|suggest|would recommend|have (?:reviewed|read|checked|looked)|looked|reviewed|checked|read)"
    r"|let me know|feel free|for (?:more|further|this)|it may be|consider|try|based on the (?:provided |given )?(?:passages|documents|context)[,.:]?$"
    r"|would you|is there anything|bitte|wenn sie|falls|veuillez|si vous|por favor|si (?:necesita|desea)|se (?:hai|vuoi|desidera|precisar)|proszę|пожалуйста|если|请|如果|ください)",
    re.IGNORECASE,
)
"""Sentences that stand beside a refusal without answering: apologies, offers, advice."""
LIMITED = re.compile(
    r"\W*(?:(?:it|they|these|the (?:provided |given )?(?:documents?|passages?|texts?|context|sources?|information|excerpts?))\s+(?:only|merely|instead|rather|just|mainly|mostly|all)\b"
    r"|(?:it|they) (?:only )?(?:discuss|focus|deal|describe|cover|talk|mention|concern|relate)s?\b|instead,? (?:it|they|the)|only the\b"
    r"|(?:sie|es|die (?:dokumente|passagen|texte)) (?:\w+ )?(?:nur|lediglich|stattdessen)|(?:ils|elles|les \w+) (?:ne )?\w+ (?:que|seulement|uniquement)|solo (?:se )?(?:mencionan?|hablan?)"
    r"|(?:它们|他们|文档|文件)?只(?:提|说|包含))",
    re.IGNORECASE,
)
"""What the passages hold in place of an answer."""
