"""German."""

from __future__ import annotations

import re

from graph.text.dates import GERMAN_MONTHS
from graph.text.languages.spec import AskedKind, Asking, Inflection, Language, Quantities, Rules, Verdicts
from graph.text.units import MONEY, RATIO

_SHARED = frozenset(
    "die was war hat man in an am so also will bin des du es er den dem im wie wo da um sie dir per bei alle hier "
    "der von vom zu ab".split()
)
_FUNCTION_WORDS = _SHARED | frozenset(
    "das ein eine einen einem einer eines kein keine keinen keinem keiner keines ich mich mir wir uns ihr euch "
    "ihn ihm ihnen sein seine seinen seinem seiner seines mein meine meinen meinem meiner meines unser unsere "
    "unseren unserem unserer dein deine deinen ihre ihren ihrem ihrer ihres dies diese dieser dieses diesen "
    "diesem jede jeder jedes jeden jedem welche welcher welches welchen welchem wer wen wem wessen wann warum "
    "wieso weshalb woher wohin wovon wozu wofur womit wobei worum wogegen woruber wonach woran worauf wodurch "
    "wieviel und oder aber denn sondern auch noch nur schon sehr mehr dann dort ob als dass weil wenn falls "
    "sofern auf aus bis fur gegen mit nach ohne seit uber unter vor zum zur zwischen durch innerhalb ausserhalb "
    "beim ins ans ist sind seid waren sei wird werden wurde wurden worden habe haben hast hatte hatten kann "
    "kannst konnen konnte darf darfst durfen muss musst mussen musste soll sollen sollte sollten wollen mochte "
    "mochten bitte etwa sich selbst nicht gibt geben geht gehen macht machen mache tun tue tut bekommt bekommen "
    "bekomme kriege kriegen erhalte erhalten erhalt braucht brauchen brauche betragt betragen dauert dauern "
    "kostet kosten steht stehen gilt gelten heisst heissen bedeutet bedeuten liegt liegen findet statt kommt "
    "kommen komme gehort gehoren passt passen viel viele vielen genau insgesamt eigentlich hallo sage sag erlaubt "
    "gestattet verboten zulassig lautet lauten zustandig verwenden verwendet benutzen nutzen".split()
)
_MONTHS = (
    rf"(?:{'|'.join(name.title() for name in sorted(GERMAN_MONTHS))}|Jänner"
    r"|(?:Jan|Feb|Apr|Jun|Jul|Aug|Sept?|Okt|Nov|Dez)\.)"
)
_DAYS = r"(?:(?:Mon|Diens|Mitt|Donners|Frei|Sams|Sonn)(?:tag|woch|abend)s?|Wochenende|Feiertagen?)"
_NUMERALS = {
    name: value
    for value, names in enumerate(
        "null|ein eine einen einem einer eines|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|dreizehn|"
        "vierzehn|fünfzehn|sechzehn|siebzehn|achtzehn|neunzehn|zwanzig".split("|")
    )
    for name in names.split()
} | {"dreißig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90}
_SUMMARY_NOUN = r"(?:(?:kurze|knappe|grobe|gute)\w*\s+)?(?:Zusammenfassung|Übersicht|Kurzfassung|Überblick)"


def _asks(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_OPENS = r"^\W*(?:und\s+|aber\s+)?"
_LEAD = r"^\W*(?:und\s+|aber\s+)?(?:[\w-]+\s+){0,4}?"
_KINDS: tuple[tuple[AskedKind, re.Pattern[str]], ...] = (
    ("yes or no", _asks(
        rf"{_OPENS}(?:darf|darfst|dürfen|muss|müssen|ist|sind|war|waren|kann|können|soll|sollte|sollen|hat|haben|habe|"
        r"wird|werden|wurde|wurden|gibt es|gilt|gelten|brauche|braucht|brauchen|gehört|gehören|zahlt|bin|bekomme|"
        r"bekommen|enthält|übernimmt|deckt)\b(?!\s+(?:es\s+)?(?:sie|du)\s+mir\b)")),
    ("definition", _asks(
        rf"{_OPENS}(?:was (?:ist|sind|bedeutet|bedeuten|bezeichnet|gilt als|heißt|meint)|was versteht man unter|"
        r"wie ist .* definiert|definiere|definition|bedeutung von)\b")),
    ("contact", _asks(
        r"\b(?:tel(?:efon|efax)?\w*[- ]?nummer|rufnummer|telefon|durchwahl|handynummer|e-?mail(?:[- ]?adresse)?|"
        r"notruf\w*)\b|\bunter welcher nummer\b")),
    ("percentage", _asks(r"\b(?:wie viele?|wieviel) prozent\b|\bwelche[rnm]? (?:prozentsatz|anteil|zinssatz)\b")),
    ("money", _asks(
        r"\bwas kostet?n?\b|\bwie teuer\b|\b(?:wie viel|wieviel)\b(?=.*\b(?:kostet|kosten|zahlen?|zahlt|bezahlen?|"
        r"bezahlt|euro|verdien\w+)\b)(?: kostet?n?| euro| geld)?|\b(?:zu|bis zu|in|für) (?:welche[mnr]) "
        r"(?:betrag|preis)\b|\bwelche[rnms]? (?:betrag|preis|kosten)\b|\bwas (?:muss|müssen)\b(?=.*\b(?:be)?zahlen\b)|"
        r"\bwas (?:be)?zahl(?:e|t|en)\b")),
    ("frequency", _asks(r"\bwie (?:oft|häufig)\b|\bin welche[mnr] (?:abstand|abständen|rhythmus|turnus)\b")),
    ("length of time", _asks(
        r"\bwie lang(?:e)?\b|\b(?:innerhalb|binnen|mit|in|nach) welche[rmn] (?:frist|zeit|zeitraum)\b"
        r"|\bwelche frist\b|\bwelche dauer\b|\b(?:wie viele?|wieviel) (?=(?:sekunden?|minuten?|stunden?|tage?n?|"
        r"wochen?|monate?n?|jahre?n?|werktage?n?|arbeitstage?n?|nächte)\b)")),
    ("time", _asks(
        r"\b(?:bis |ab |seit |von )?wann\b|\bum wie ?viel uhr\b|\b(?:an )?welche[mnrs]? (?:tag|tage|tagen|datum|jahr|"
        r"monat|uhrzeit|wochentag)\b|\bzu welche[rm] (?:zeit|uhrzeit|termin|zeitpunkt)\b|\bwie spät\b")),
    ("count", _asks(r"\bwie viele\b|\bwie ?viel (?=[a-zäöüß]+en\b)|\banzahl\b")),
    ("quantity", _asks(
        r"\bwie (?:hoch|groß|schwer|breit|tief|weit|schnell|stark|laut|warm|heiß|alt|dick|viel)\b|\bwieviel\b"
        r"|\bbis zu welche[rm] (?:höhe|größe|gewicht|grenze)\b")),
    ("person", _asks(
        r"\b(?:von |mit |bei |an )?(?:wer|wen|wem|wessen)\b|\bwelche person\b|\bwie heiß(?:t|en)\b")),
    ("place", _asks(r"\b(?:wo|wohin|woher)\b|\b(?:an|in) welche[mnr] (?:ort|stadt|adresse|raum|gebäude)\b")),
    ("reason", _asks(r"\b(?:warum|weshalb|wieso|aus welchem grund|aus welchen gründen)\b")),
    ("list", _asks(
        rf"{_LEAD}(?:welche[nr]?\b|was (?:gehört|gehören|zählt|zählen|umfasst|beinhaltet|enthält)\b|"
        r"(?:nenne|liste|zähle)\b)|\bwas (?:brauche|benötige|muss|müssen|soll|sollen|braucht|ist|sind)\b")),
    ("way", _asks(
        r"\bwie (?:kann|können|soll|muss|geht|funktioniert|mache|macht|wird|werden|lässt|gehe|melde|trete|beantrage)\b|"
        r"\bwie\b(?=\s+\w+\s+(?:ich|man|wir)\b)|\bwas (?:tun|ist zu tun)\b|\bwelche schritte\b|\banleitung\b")),
)  # fmt: skip

LANGUAGE = Language(
    name="de",
    function_words=_FUNCTION_WORDS,
    shared=_SHARED,
    letters="äöüß",
    inflection=Inflection(
        endings=tuple("ationen ation aturen atur ungen ung lich ier em en es e n s t".split()),
        plurals=("er", "ern"),
        inserts=("ge", "zu"),
        prefixes=tuple(
            "ab an auf aus bei ein fest fort frei her hin los mit nach um vor weg zuruck zusammen zu durch uber unter "
            "wieder".split()
        ),
        compounds=True,
        bound=tuple("be ver ent zer miss un ge erz in re".split()),
    ),
    quantities=Quantities(
        numerals=_NUMERALS,
        magnitudes=r"(?:Tausend|Millionen?|Milliarden?|Mio\.?|Mrd\.?)",
        time_units=(
            r"(?:Sekunden?|Min(?:uten?|\.)|Stunden?|Std\.|(?:Werk|Arbeits|Kalender|Schul)?[Tt]age?n?|Nächten?|Wochen?|"
            r"Monate?n?|Quartale?n?|Jahre?n?|Semestern?)"
        ),
        currencies="Euro|Cent|Franken|Dollar|Pfund",
        months=_MONTHS,
        days=_DAYS,
        since="(?:von|vom|zwischen)",
        to="(?:bis|und)",
        each="alle",
        relative=r"(?:nach|vor|ab)\s+(?:de[rmn]\s+|eine[rmn]?\s+|jede[rmn]\s+)?(?-i:[A-ZÄÖÜ])[\w-]+",
        clock=r"(?:\d{1,2}(?:[.:]\d{2})?\s*Uhr|\d{1,2}:\d{2})",
        ordinal_days=(
            rf"(?:jede[nrs]?\s+)?(?:(?:erst|zweit|dritt|viert|fünft|sechst|siebt|acht|zehnt|letzt|nächst)e[nrs]?\s+|"
            rf"\d{{1,2}}\.\s+|jede[nrs]?\s+)(?:Werktag|Arbeitstag|Tag|Woche|{_DAYS})\w*"
            r"(?:\s+(?:eines|des|im|jedes|jeden)\s+(?:jeden\s+)?\w+)?|\b\d{1,2}\.\s+(?:eines|des|jeden|jedes)\s+\w+"
        ),
        per_cent=r"(?:%|Prozent(?:punkten?)?|v\.\s?H\.)",
        every=(
            r"(?:täglich|wöchentlich|monatlich|vierteljährlich|halbjährlich|jährlich|stündlich|"
            r"(?:ein|zwei|drei|vier)mal\s+(?:am|pro|im|je|in der)\s+\w+|(?:ein|zwei|drei|vier)mal\s+\w*lich|"
            r"jede[nrs]?\s+(?:\w+(?:e[nrs]?)\s+)?(?:Tag|Woche|Monat|Jahr|Quartal|\w+tag)\w*)"
        ),
        limits=(
            r"(?:\b(?:etwa|ca\.|circa|rund|ungefähr|mindestens|höchstens|maximal|bis zu|bis zum|bis|ab dem|ab|"
            r"spätestens|frühestens|innerhalb von|binnen|über|unter|seit|je|jeweils|alle)\s+)*"
        ),
        ranges=r"[\s,]*(?:(?:bis|und|oder|–|-|von|um|zum|jeweils|ab)\s*)*",
    ),
    rules=Rules(
        allows=(
            r"\b(?:darf|dürfen|kann|können|erlaubt|gestattet|zulässig|genehmigt|berechtigt|steht frei|möglich|"
            r"zugelassen|erlauben)\b"
        ),
        forbids=(
            r"\b(?:verboten|untersagt|unzulässig|unerlaubt|ausgeschlossen|ausgenommen|verbietet|unterlassen|"
            r"unterbleiben)\b"
        ),
        requires=(
            r"\b(?:muss|müssen|verpflichtet|erforderlich|notwendig|zwingend|pflicht|bedarf|bedürfen|obliegt|"
            r"vorgeschrieben|hat\b[^,;.]*\bzu \w+en|(?:ist|sind)\b[^,;.]*\b(?:zu \w+en|\w+zu\w+en))\b"
        ),
        exempts=r"\b(?:befreit|entfällt|entfallen|freiwillig|freigestellt)\b",
        negates=r"\b(?:nicht|kein|keine|keinen|keinem|keiner|keines|niemals|nie|weder|niemand)\b",
        instructs=r"^\W*[A-ZÄÖÜ]\w+en\s+Sie\b",
        open=(
            r"\b(?:nur|wenn|falls|sofern|soweit|solange|es sei denn|außer|abgesehen|mit (?:\w+er )*(?:Zustimmung|"
            r"Genehmigung|Erlaubnis|Einwilligung)|vorbehaltlich|in der Regel|grundsätzlich|ausnahmsweise|auf Antrag|"
            r"gegebenenfalls|teilweise|manche|einige|je nach|abhängig|unter der (?:Bedingung|Voraussetzung)|"
            r"Voraussetzung|höchstens|maximal|mindestens|bis zu|während|zwischen|lediglich|ausschließlich|möglichst|"
            r"sollten?|über|unter)\b"
        ),
        conditions=(
            r"\b(?:nur|wenn|falls|sofern|soweit|solange|es sei denn|außer|mit (?:\w+er )*(?:Zustimmung|Genehmigung|"
            r"Erlaubnis|Einwilligung)|vorbehaltlich|auf Antrag|je nach|abhängig|"
            r"unter der (?:Bedingung|Voraussetzung))\b"
        ),
        restricts=r"\b(?:für|bei|wenn|falls|sofern|sobald|außer|ohne|ab|unter|über|nach|statt|ermäßigt\w*|nur)\b",
        attribute=r"\w{2,}(?:e|er|en|es|em)",
        neutral=(
            r"(?:monatlich|jährlich|wöchentlich|täglich|regelmäßig|einmalig|gesamt|vereinbart|jeweilig|derzeitig|aktuell|"
            r"nächst|kommend|schriftlich|ganz)e[nrsm]?"
        ),
        shares=r"\s+(?:der|des|vom|von)\b",
        opposes=r"(?:[,;:](?=\s)|\s(?:aber|jedoch|sondern|während|hingegen|dagegen)(?=\s))",
        defines=r"(?:ist|sind|bezeichnet|bezeichnen|bedeutet|bedeuten|gilt|gelten|versteht man|heißt|heißen)",
    ),
    asking=Asking(
        kinds=_KINDS,
        implied={
            "money": "zahlen bezahlen kosten kostet preis betrag geld euro teuer gebuhr",
            "length of time": "dauer lang lange zeit frist",
            "frequency": "haufig regelmassig",
            "time": "datum termin uhr uhrzeit zeitpunkt uhrzeiten zeiten",
            "percentage": "prozent hohe anteil zahlen",
            "quantity": "hohe umfang menge betrag",
            "person": "zustandig verantwortlich ansprechpartner",
            "place": "ort adresse",
            "list": "alle folgende",
            "yes or no": "zahlen bezahlen entrichten",
            "definition": "begriff bedeutung definition",
        },
        named_by={
            "schwer": "gewicht wiegt", "groß": "grosse flache", "hoch": "hohe", "lang": "lange", "breit": "breite",
            "tief": "tiefe", "stark": "starke leistung", "laut": "lautstarke", "alt": "alter", "teuer": "preis",
            "schnell": "geschwindigkeit", "heiß": "temperatur", "warm": "temperatur",
        },
        measures={
            "schwer": ("mass",), "groß": ("area", "length", "volume"), "hoch": ("length", MONEY, RATIO, "temperature"),
            "breit": ("length",), "tief": ("length",), "weit": ("length",), "lang": ("length",),
            "heiß": ("temperature",), "warm": ("temperature",), "schnell": ("speed",),
        },
        allowed=r"\b(?:darf|darfst|dürfen|kann|können|erlaubt|gestattet|zulässig|möglich|zugelassen)\b",
        forbidden=r"\b(?:verboten|untersagt|unzulässig)\b",
        required=(
            r"\b(?:muss|müssen|verpflichtet|pflicht|erforderlich|nötig|notwendig|brauche|brauchen|braucht|soll|sollen)\b"
        ),
        identity=r"\bwer (?:ist|sind|war|waren)\b(?!.*\b(?:zuständig|verantwortlich))",
        about=r"\b(?:über|zum|zur|zu|bezüglich|hinsichtlich)\b",
        summaries=(
            _asks(r"\W*(?:bitte\s+)?fass(?:e|en sie)?\b(?:\s+(?:mir|uns|bitte|kurz))*\s+zusammen,?\s+was\b"
                  r"(?P<object>.*?)(?:\s+(?:steht|gesagt wird|stand))?\W*$"),
            _asks(r"\W*(?:bitte\s+)?fass(?:e|en sie)?\b(?:\s+(?:mir|uns|bitte|kurz))*\s+(?P<object>.*?)\s*"
                  r"(?:kurz\s+|knapp\s+|bitte\s+)*\bzusammen\b.*"),
            _asks(r"\W*(?:kannst du|können sie|könntest du|könnten sie)\b(?:\s+(?:mir|uns|bitte))*\s+(?P<object>.*?)\s*"
                  r"(?:kurz\s+|knapp\s+|bitte\s+)*\bzusammenfassen\b.*"),
            _asks(rf"\W*(?:(?:gib|geben sie|schreib|erstelle?|mach|ich brauche|ich möchte|ich hätte gern)\w*\b"
                  rf"(?:\s+(?:mir|uns|bitte|sie))*\s+)?(?:eine?n?\s+)?{_SUMMARY_NOUN}\b(?P<object>.*)"),
            _asks(r"\W*(?:worum geht es|worum geht['’]?s|wovon handelt|worüber handelt|"
                  r"was steht(?: alles)?(?!.*\b(?:über|zum|zur|zu|bezüglich)\b)|"
                  r"was (?:ist|sind) (?:der inhalt|die wichtigsten (?:punkte|aussagen|themen|inhalte)|das wichtigste))"
                  r"\b(?P<object>.*)"),
        ),
    ),
    verdicts=Verdicts("Ja", "Nein", "Es kommt darauf an"),
    person=(
        r"(?:(?:Herrn?|Frau|Firma|Fa\.|Familie|Dr\.|Prof\.)\s+)+"
        r"(?:(?:Dr\.|Prof\.|von|van|de|der)\s+)*[A-ZÄÖÜ][\wäöüß-]+(?:\s+[A-ZÄÖÜ][\wäöüß-]+)?"
    ),
    actor=(
        r"\b(?:der|die|das|ein|eine)\s+(?:[a-zäöüß]+e[nrs]?\s+)?(?-i:[A-ZÄÖÜ])[\wäöüß-]+"
        r"(?:\s+(?:der|des)\s+(?-i:[A-ZÄÖÜ])[\wäöüß-]+)?"
    ),
    place=(
        r"\b(?:in|nach|im|am|beim|auf|unter|an|aus)\s+(?:de[rmn]\s+)?"
        r"(?P<name>[A-ZÄÖÜ][\wäöüß.-]+(?:[- ]+[A-ZÄÖÜ][\wäöüß-]+)*(?:\s+\d+\w?)?)"
    ),
)  # fmt: skip
