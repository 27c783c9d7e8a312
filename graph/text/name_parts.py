"""Parts of names that many names share, and what they stand for."""

from __future__ import annotations

from collections.abc import Sequence

from graph.text.words import STOP_WORDS

HONORIFICS = frozenset(
    "mr mister mrs ms miss mx dr prof professor sir dame lord lady rev reverend fr lt capt cpl sgt maj col gen adm gov "
    "sen rep hon herr frau monsieur madame mme mlle senor senora don dona signor signora president senator governor "
    "judge justice captain colonel general admiral lieutenant sergeant major chancellor".split()
)
"""Words before a person's name."""

GENERATIONS = frozenset("jr sr ii iii iv v vi vii viii".split())
"""Words after a person's name that tell namesakes apart."""

NOT_OF_PEOPLE = frozenset(
    "academy act administration african agency air airlines airport album alliance american ancient and arabic "
    "archive archives army asian assembly association at atlantic australian author avenue award awards band bank "
    "baptist basin battle bay beach board book books boulevard bridge british broadcasting brothers building "
    "bureau canadian canal cape castle cathedral catholic cemetery center central centre chamber championship "
    "championships channel children chinese church cinema city class club coast college commission committee "
    "community company conference congress corporation corps council county court creek crown cup day department "
    "development diocese district division duke dutch east eastern economic education election electric emperor "
    "empire empress engineering english entertainment european express factor festival film films final first "
    "fleet football for force forest fort foundation french game games gardens german gmina government greek "
    "group guard hall harbour health high highway hill hills historic history home hospital hotel house hurricane "
    "in indian industries information institute international islamic island islands italian japanese jewish "
    "journal king kingdom lake land law league library light line lines location magazine marine market media "
    "medical memorial metropolitan military minister ministry mission motor motors mount mountain mountains "
    "movement museum music national navy network new news north northeast northern northwest novel ocean of "
    "office old olympic olympics on opera operation orchestra order organisation organization pacific palace "
    "palatinate parish park parliament parts party pass peninsula people pictures point police polish polytechnic "
    "port prefecture presbyterian press prime prince princess prison prize productions project province public "
    "queen radio railroad railway records red regiment region republic research reserve review revolution ridge "
    "river road rock roman royal russian saturday school schools science sea season secretary senate series "
    "service services show sir society song south southeast southern southwest spanish square stadium star state "
    "states station store street studio studios summer sunday super supreme swedish symphony team technology "
    "television temple the theater theatre theory times to tour tournament tower township trail treaty tribune "
    "trust tv union united university upper us valley village war warship water west western white winter with "
    "women world zone".split()
)
"""Words that mark a name as that of a place, an organisation, a work or an event."""

LEGAL_FORMS = frozenset(
    "inc incorporated ltd limited corp corporation co llc plc gmbh ag sa nv bv spa oy ab kg pty".split()
)
"""The last word of a company's name."""

WRITTEN_OUT = {"st": "saint", "mt": "mount", "ft": "fort"}
"""Abbreviated first words of places, written out."""

NICKNAMES = {
    "bill": "william", "bob": "robert", "dick": "richard", "ted": "edward", "ned": "edward", "peggy": "margaret",
    "betty": "elizabeth", "liz": "elizabeth", "jack": "john", "jim": "james", "jimmy": "james", "bobby": "robert",
    "billy": "william", "harry": "henry", "hank": "henry", "kate": "catherine", "tony": "anthony", "beth": "elizabeth",
}  # fmt: skip
"""First names of people, by their short forms."""


def is_acronym_of(short: str, words: Sequence[str]) -> bool:
    """Return whether the capitals and digits of a short form are the initials of these words, with or without stop
    words."""
    letters = "".join(c for c in short if c.isupper() or c.isdigit()).casefold()
    if len(letters) < 2 or len(words) < 2:
        return False
    content = "".join(word[0] for word in words if word not in STOP_WORDS)
    return letters in ("".join(word[0] for word in words), content)
