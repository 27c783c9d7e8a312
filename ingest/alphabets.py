"""Languages by what tells them apart in an unknown charset: their letters beyond ASCII, and their small words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """A language with its letters beyond ASCII, in lower case, its frequent words, and the charsets it is stored in.

    `frequent` are the letters that make up most of a text, where the script is another one than Latin, and `expected`
    those of which any line has one.
    """

    name: str
    letters: frozenset[str]
    frequent: frozenset[str]
    words: frozenset[str]
    charsets: tuple[str, ...]
    expected: frozenset[str] = frozenset()


def _language(name: str, letters: str, words: str, charsets: str, frequent: str = "", expected: str = "") -> Language:
    return Language(
        name,
        frozenset(letters),
        frozenset(frequent),
        frozenset(words.split()),
        tuple(charsets.split()),
        frozenset(expected),
    )


_WEST, _CENTRE = "cp1252 iso8859-15 mac-roman cp850", "cp1250 iso8859-2 cp852"
_CYRILLIC = "cp1251 koi8-r cp866 iso8859-5 mac-cyrillic"

LANGUAGES = (
    _language(
        "English",
        "éèêëïöôçñàâáíóúüæøåä",
        "the of and to in is was for on with as at by it that from be are this not have has his her they which or an",
        _WEST,
    ),
    _language(
        "German",
        "äöüß",
        "der die das und ist in den von zu mit sich des auf für nicht ein eine als auch es an werden aus er "
        "hat dass sie nach wird bei einer um am sind noch wie einem über so zum kann nur ihr seine wurde bis "
        "mehr durch man",
        _WEST,
    ),
    _language(
        "French",
        "àâæçéèêëîïôœùûüÿ",
        "le la les de des du et un une est en que qui dans pour pas sur au aux avec il elle par ce cette sont "
        "plus ne se ses son sa ou où été à être nous vous ont mais leur",
        _WEST,
    ),
    _language(
        "Spanish",
        "áéíñóúü",
        "el la los las de del que y en un una es se no por con para su al lo como más pero sus le ya fue este "
        "ha sí muy sobre también hasta hay donde está años",
        _WEST,
    ),
    _language(
        "Portuguese",
        "áâãàçéêíóôõúü",
        "o a os as de da do das dos que e em um uma é não por com para se na no mais mas foi ao pelo pela são "
        "como à já também só até isso ela ele está você",
        _WEST,
    ),
    _language(
        "Italian",
        "àèéìíîòóù",
        "il lo la i gli le di del della che e è un una in per non con si da sono al dal come più anche ma ha "
        "nel alla questo perché così già può però",
        _WEST,
    ),
    _language(
        "Dutch",
        "éèêëïöüáóí",
        "de het een en van in is dat op te zijn met voor niet aan er om ook als dan maar bij nog uit "
        "naar wordt door over "
        "hij ze werd heeft",
        _WEST,
    ),
    _language(
        "Swedish",
        "åäöéà",
        "och i att det som en på är av för med den till inte om ett han men var jag från så kan när har "
        "de vid efter hon "
        "också över år",
        _WEST,
    ),
    _language(
        "Danish or Norwegian",
        "æøåéèêóòôü",
        "og i at det som en på er av af for med den til ikke om et han men var jeg fra så kan når har de ved "
        "etter efter også over år blev ble være skal hun vi seg sig",
        _WEST,
    ),
    _language(
        "Finnish",
        "äöåšž",
        "ja on ei se että oli hän mutta ovat kun niin myös sen jos tai kuin ole joka mitä vain nyt jo sekä olen tämä",
        _WEST,
    ),
    _language(
        "Icelandic",
        "áðéíóúýþæö",
        "og að í á sem er var ekki við til það um en með af hann fyrir eru hún þau þeir frá þess þetta hafa eftir upp",
        _WEST,
    ),
    _language(
        "Czech or Slovak",
        "áäčďéěíĺľňóôŕřšťúůýž",
        "a v se na je že s z do to i o k ve pro za by si jsem ale jako po od až která který jeho při než být sa aj ako "
        "podľa byl byla pri",
        _CENTRE,
    ),
    _language(
        "Polish",
        "ąćęłńóśźż",
        "w i na z do się nie jest to że o od za po przez jak ale dla przy co tym ma są oraz być już czy także jego był "
        "została lub",
        _CENTRE,
    ),
    _language(
        "Hungarian",
        "áéíóöőúüű",
        "a az és hogy nem is egy ez volt van meg ha csak még már de el mint vagy után azt ki lehet ezt minden",
        _CENTRE,
    ),
    _language(
        "Croatian, Serbian or Slovene",
        "čćđšž",
        "i u je na se da za od s su o ne koji koja kako ili bi što po te in ki pri tudi so",
        _CENTRE,
    ),
    _language(
        "Romanian",
        "ăâîșțşţ",
        "și în de la a cu nu pe din că o un este care pentru mai sau fi sunt au ce prin după până şi",
        _CENTRE,
    ),
    _language(
        "Turkish",
        "çğıöşüâîû",
        "ve bir bu da de için ile çok daha olarak olan gibi ne o en kadar sonra ama her değil var mi",
        "cp1254 iso8859-9",
    ),
    _language(
        "Lithuanian, Latvian or Estonian",
        "ąčęėįšųūžāēģīķļņõäöü",
        "ir yra kad iš su į ne tai kaip un ir ar no par uz ka ja on ei see et oma",
        "cp1257",
    ),
    _language(
        "Russian, Ukrainian or Bulgarian",
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ",
        "и в не на что с по как это из он к за а но для от так же у все был его до вы я и є та що від се да са без или",
        f"{_CYRILLIC} koi8-u",
        "оеаинтсрвл",
    ),
    _language(
        "Greek",
        "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
        "και το η ο να του της την τα με στο για από που είναι δεν στην των οι σε τον ένα μια θα",
        "cp1253 iso8859-7",
        "αοιετσνηυρ",
        "άέήίόύώ",
    ),
    _language("Hebrew", "אבגדהוזחטיךכלםמןנסעףפץצקרשת", "של את על לא זה הוא כי עם גם היא אל או", "cp1255", "יוהלאבמתרש"),
    _language(
        "Arabic", "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئىة", "في من على أن إلى عن هذا هذه التي الذي ما لا مع", "cp1256"
    ),
)

WIDE_CHARSETS = ("shift_jis", "euc_jp", "gb18030", "big5", "euc_kr")
"""Charsets of two bytes and more a character."""

COMMON_HAN = frozenset(
    "的一是不了人我在有他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没"
    "日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长這來個國說們為時會過學對裡後麼沒於還發當無開見"
    "經頭動兩長与與月点高分部间間水田川山村町市所力女男名入立合民体實实理意定回性体关問问机機东東西南北四五六七八九百千万萬元社書"
)
"""Frequent Han characters, simplified, traditional and Japanese."""
