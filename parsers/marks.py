"""What classes, ids and styles of a page's elements tell: furniture, invisible parts, parts that the reader opens."""

from __future__ import annotations

import re
from functools import lru_cache

_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|navigation|navbar|menu|meny|breadcrumbs?|brodsmulor|cookies?|cookiebanner|consent|skip|skiplink|footer|sidfot|sidebar|related"
    r"|relaterat|share|sharing|dela|social|comments?|kommentarer|disqus|newsletter|nyhetsbrev|advert|annons|promo|teasers?|toolbar"
    r"|contacts?|kontakt|kontakter|contact2|presskontakt|tags?|topics?|amnen|boilerplate|caption|bildtext|byline|photographer|fotograf|visually-hidden|sr-only|screen-reader-text"
    r"|banner|popup|modal|pagination|recommended|puff|readmore|print|image-text|site-header|page-header|sidhuvud|widgets|widget-area|latest|lyssna|buttons|genvagar|shortcuts)(?=$|[\s_-])"
    # Not "field--label-hidden", which says that the field has no label.
    r"|(?:^|\s)(?:(?:is|u)-)?hidden(?=$|\s)"
    # Glued to another word: "teaserblock", "pageFooter", "relatedArticles".
    r"|(?:^|[\s_-])(?:(?:teaser|related|relaterat|cookie|sidfot|breadcrumb|presskontakt)[a-zåäö]+|puff(?:ar|block|lista)|share(?:bar|buttons?|links?|tools?|box))(?=$|[\s_-])"
    r"|(?-i:(?<=[a-z])(?:Footer|Menu|Nav|Navigation|Teasers?|Related|Share|Cookies?|Sidebar|Contacts?|Breadcrumbs?|Comments))(?=$|[\s_-])",
    re.I,
)
INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.I)
PANEL = re.compile(r"accordion|dragspel|collaps|expand|(?<![a-z])panel(?![a-z])|tab-?content", re.I)


@lru_cache(maxsize=4096)
def names_furniture(named: str) -> bool:
    """Whether a class or an id names what is no part of the text: navigation, cookies, related pages."""
    return bool(_FURNITURE.search(named))
