"""How pages read that stand in place of another: not found, log-in, consent to a robot's question, maintenance.

The one lexicon of them, for the crawl and for reading alike.
"""

from __future__ import annotations

import re

_TITLE = re.compile(
    r"\W*(?:(?:http\s*)?(?:fel|error)?\W*(?:404|410|403|500|502|503)(?:\W*$|\W+(?:not|sidan|fel|error|page|forbidden)\b)|"
    r"(?:sidan|artikeln|nyheten|pressmeddelandet|innehållet)\s+(?:kunde\s+inte|kan\s+inte|gick\s+inte|finns\s+(?:inte|ej)|"
    r"hittades\s+inte|är\s+borttage[nt]|saknas)|(?:vi\s+)?(?:hittar\s+inte|(?:kan|kunde)\s+inte\s+hitta)\b|oj,|hoppsan|"
    r"page\s+(?:not\s+found|missing)|not\s+found\b|access\s+denied|åtkomst\s+nekad|forbidden\b|attention\s+required|"
    r"just\s+a\s+moment|are\s+you\s+(?:a\s+)?(?:human|robot)|är\s+du\s+en\s+(?:robot|människa)|logga\s+in\s*$|sign\s+in\s*$|"
    r"log\s*in\s*$|inloggning\s*$|captcha|(?:planerat\s+)?underhåll(?:sarbete)?\s*$|underhåll\s+pågår|"
    r"(?:scheduled\s+|site\s+)?maintenance\s*$|"
    r"(?:webbplatsen|sajten|tjänsten)\s+är\s+(?:tillfälligt|stängd|nere|ur\s+funktion)|"
    r"(?:the\s+)?service\s+(?:is\s+)?unavailable|tillfälligt\s+(?:fel|avbrott|otillgänglig|stängt?))",
    re.I,
)
_WORDS = re.compile(
    r"kunde inte hittas|kan inte hittas|hittades inte|finns inte (?:längre|kvar)|finns tyvärr inte|"
    r"är borttagen|page (?:not|could not be) found|captcha|verify (?:that )?you are|är (?:inte )?en robot|"
    r"pågår underhåll|underhållsarbete|under maintenance|tillbaka snart|"
    r"tillfälligt (?:stängd|otillgänglig|nere)|"
    r"du måste logga in|logga in för att|lösenord|unable to access|service is unavailable|"
    r"enable javascript|aktivera javascript|javascript (?:måste|krävs|is required)",
    re.I,
)


def titles_error(words: str) -> bool:
    """Whether a title or heading is that of such a page; the sender may follow behind a bar or a dash."""
    return _TITLE.match(words) is not None or _TITLE.match(re.split(r" [|–-] ", words)[0]) is not None


def error_words(text: str) -> str:
    """The words of a short page that say so, "" without any: a release of some length may use them too."""
    found = _WORDS.search(text)
    return found[0] if found else ""
