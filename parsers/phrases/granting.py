"""Words of granting: who gives, who receives, and what only looks like a grant.

Each table is one family of words; adding one is an entry here and a case in ``fixtures/phrases/granting.toml``.
"""

from __future__ import annotations

import re
from functools import lru_cache

RECEIVE = re.compile(
    r"(?<![\wåäö])(?:(?:prioriteras|prioriterades|prioriterats)\s+(?:att\s+få|till)|ska\s+få|kommer\s+att\s+få|beviljas|beviljades|beviljats|får|fick|fått|tilldelas|tilldelades|tilldelats|tilldelade|tillerkänns|tillerkändes|tillerkänts|erhåller|erhöll|erhållit"
    r"|mottar|mottog|mottagit|tar\s+emot|tog\s+emot|vinner|vann|kammar\s+hem|belönas\s+med|premieras\s+med|stöttas\s+med|stöds\s+med|räkna(?:r)?\s+med|därefter\s+(?:följer|kommer)|följ[ts]\s+av|finansieras\s+med|medfinansieras\s+med|ges|gavs)(?![\wåäö])",
    re.I,
)
GIVE = re.compile(
    r"(?<![\wåäö])(?:beviljar|bevilja|beviljat|beviljade|ger|gav|ge|gett|givit|delar\s+(?:nu\s+)?ut|delade\s+ut|dela\s+ut|delat\s+ut|anslår|anslog|anslå|anslagit|stödjer|stöder|stödde|stödja|stött|stöttar|stöttade|stötta|stöttat"
    r"|satsar|satsade|satsa|lägger|lade|bidrar|bidrog|bidra|bidragit|finansierar|finansierade|finansiera|finansierat|medfinansierar|medfinansierade|medfinansiera|medfinansierat|delfinansierar|delfinansiera"
    r"|tilldelar|tilldela|tilldelat|skänker|skänkte|skänka|donerar|donerade|donera|går(?:\s+också|\s+även)?\s+in\s+med|gick\s+in\s+med|fördelar|fördelade|fördela|lämnar|lämnade|betalar\s+ut|betalade\s+ut|sponsrar|sponsrade)(?![\wåäö])",
    re.I,
)
GOES = re.compile(
    r"\s*,?\s*(?:vardera\s+|var\s+)?(?:i\s+\w+\s+|av\s+(?:dem|pengarna|summan|medlen)\s+|ur\s+\w+\s+)?(?:går|gick|har\s+(?:gått|beviljats|tilldelats|fördelats|delats\s+ut)|ges|gavs|fördelas|fördelades|delas\s+ut|delades\s+ut|betalas\s+ut|betalades\s+ut|tilldelas|tilldelades|tillfaller|beviljas|beviljades|(?:får|fick|erhåller|erhöll)(?=\s+[A-ZÅÄÖ]))\s+(?:(?:också|även|nu|bland\s+annat|i\s+år)\s+)?(?:till\s+)?",
    re.I,
)
AIMS = re.compile(r"\s*(?:i\s+[\w-]*(?:stöd|bidrag|anslag|medel)\s+)?till\s+", re.I)
TOLD = re.compile(
    r"(?:(?:stödet|bidraget|anslaget|summan|beloppet|finansieringen|medlen)(?:\s+för\s+(?:detta|det|projektet))?\s+(?:är|blev|blir|var|uppgår|uppgick|ligger|består|landar|omfattar)(?:\s+(?:till|på|av))?"
    r"|(?:ett|i)\s+(?:\w+\s)?(?:stöd|bidrag|anslag|stipendium|verksamhetsbidrag|projektbidrag)\s+(?:på|om)|stöd\s+(?:på|om|med)|bidrag\s+(?:på|om)|anslag\s+(?:på|om)|med\s+(?:sammanlagt|totalt)|summan|beslut(?:ar|ade)\s+(?:\w+\s+)?om)\s*(?:\w+\s)?$",
    re.I,
)
AWARD = re.compile(
    r"(?:kronor|kr|miljon(?:er)?)\s+(?:vardera\s+|var\s+)?går\s+(?:\w+\s)?till|bifall|stödj|stött[ae]|skänk|donera|sponsra|bevilja|tilldela|tillerkän|\bfår\b|\bfick\b|\bfått\b|erhåll|erhöll|\bstöd(?:et)?\b|bidra|anslag|\bdela[rt]?(?:de)?\s+(?:\w+\s+){0,2}ut\b|\b(?:går|gick)\s+(?:\w+\s+)?[0-9]|utdel|prioriter|medel\b|stipendi|finansier|satsa|\bger\b|\bgav\b|\bges\b|\bgett\b|\bgivit\b|\banslå|pengar|miljon|fördel",
    re.I,
)
# What stands before an amount that is no grant of this release.
BACKGROUND_BEFORE = re.compile(
    r"(?<![\wåäö])(?:köper|köpte|säljer|sålde|omsätter|omsatte|omsluter|omslutning|budget(?:en|erad|eras)?|kostar|kostade|kostnad(?:en|er|erna)?|kostnadsram|värd(?:e|t)?|värt|kontrakt\w*|order(?:n|värde\w*)?|hyra\w*|böter|vite|\blån\w*|kreditlöfte\w*|emission\w*|investerar|säkerhet(?:en)?|arvode\w*|lön(?:en|er|erna|ekostnad\w*)?|skuld\w*"
    r"|kapital(?:et)?|förmögenhet(?:en)?|vinst\w*|överskott|underskott|resultat|försäljning\w*|intäkt\w*|sökt(?:e|s|es)?|sökta?\s+\w+|ansök(?:er|te|t|an|ningar(?:na)?|s)|söker|söka|avslag\w*|avslog\w*|avslås|avslogs|yrka\w*|föresl\w+|förslag\w*|varav|skjut(?:er|it|a)\s+till|förlora\w*|mister|går\s+miste\s+om|redan\s+(?:har\s+)?(?:fått|beviljats|tilldelats)|sköt\s+till"
    r"|avsätt\w*|avsatt\w*|avsattes|medfinansiering(?:en)?|egeninsats|egen\s+insats|utlys\w+|ram(?:en)?|taxa\w*|\w*avgift\w*|pris(?:et)?|sedan\s+(?:starten|19\d\d|20\d\d)|tidigare|förra\s+året|motfinansiering\w*|resterande|ägde|arv(?:et)?|investering(?:en|skostnad)\w*|lånat"
    r"|[Ss]jälv(?:a|t)?|i\s+snitt|genomsnitt\w*|programmet\s+omfattar|totalkostnad\w*|total\s+budget|omfatta\w*|offentlig\s+finansiering|näringslivet|reservation\w*|moms\w*|kvar\s+att|återstår|schablonbelopp|årets\s+budget)(?![\wåäö])(?:(?!,\s(?:och|samt)\s)[^.;:]){0,45}$",
    re.I,
)
BACKGROUND_AFTER = re.compile(
    r"^\s*(?:kronor\s+)?(?:(?:mer|mindre|lägre|högre)\b(?!\s+om)|i\s+(?:provision|\w*-?pengar|\w*intäkter|sparbeting|sparkrav|ränta|rabatt|skatt|böter)\b|(?:\w+\s+){0,3}sedan\s+(?:starten|(?:19|20)\d\d)|(?:mer|extra)\s+i\s+budget|per\s+(?:år|månad|timme|elev|barn|invånare|styck|person)|/\s?(?:år|mån)|i\s+(?:månaden|timmen|veckan)\b|att\s+låna|i\s+(?:lån|borgen|lön|arvode|hyra|ersättning\s+för\s+att|medfinansiering|omsättning|budget|egeninsats|vinst|lån|sökt|skuld)|att\s+(?:söka|fördela|dela\s+ut)|(?:från|av|genom)\s+(?:medfinansi|andra|övriga)|finns\s+(?:att|kvar)|söktes|har\s+sökts|återstår|avsätts|årligen|vardera\s+till\s+övriga"
    r"|om\s+året|från\s+staten\s+till)",
    re.I,
)
# Money that is lent, vouched for or paid for work is no grant, whatever the verb.
LENT = re.compile(
    r"(?<![\wåäö])(?:borgen\w*|lån(?:et|en|eram\w*)?|kredit\w*|(?:kredit)?garanti(?:n|er)?|borgensåtagande\w*)(?![\wåäö])[^.;]{0,60}$",
    re.I,
)
# A paragraph about damages, fines, prizes or tenders grants nothing.
NO_GRANT = re.compile(
    r"(?<![\wåäö])(?:skadestånd\w*|vite(?:t|s|sbelopp)?|böter|bötfäll\w*|lotto|triss|jackpot|enligt\s+(?:det\s+\w+\s+)?(?:avtalet|kontraktet)|prissumma\w*|prispengar\w*|\w*försäkringsbolag\w*\s+(?:\w+\s+){0,2}betal\w+\s+ut|anbudsgivare\w*|anbud(?:en)?|upphandling\w*|tilldelningsbeslut\w*)(?![\wåäö])",
    re.I,
)
# Money for the whole: shared by many, so no grant of its own.
TOTAL_BEFORE = re.compile(
    r"(?:dela(?:r|de|s|t)?\s+på|delar\s+nu\s+på|sammanlagt|tillsammans|totalt|totala?|total(?:summa|t)|sammantaget|summan(?:\s+\w+){0,3}|en\s+summa\s+(?:om|på)|hela)(?:\s+\w+){0,3}\s*$",
    re.I,
)
_COUNTED = r"(?:\w+\s){0,3}?(?:\w*projekt(?:en)?|\w*föreningar(?:na)?|\w*organisationer|\w*forskare|ansökningar|aktörer|företag|kommuner|\w*insatser|\w*åtgärder|\w*program|\w*satsningar|\w*klubbar|\w*bidrag|mottagare|stipendier|\w*investeringar|initiativ|lärosäten|\w*grupper|regioner|län|\w*mål|\w*ändamål|verksamheter|skolor|personer|studenter|stipendiater|bygdegårdar|universitet|högskolor|sökande)\b"
TOTAL_AFTER = re.compile(
    rf"^\s*(?:kronor\s*)?(?:i\s+\w+\s+|i\s+EU-\w+\s+|ur\s+[\wåäö ]{{3,40}}\s|från\s+[\wåäö ]{{3,40}}\s)?(?:fördela(?:t|de|s|des)?\s+på|till|för|på|har\s+beviljats\s+till|beviljas(?:\s+till)?|går\s+till|delas\s+ut\s+till|fördelas\s+till)\s+(?:(?:de|alla|hela|totalt|sammanlagt|cirka|ca|över|nya|olika|flera|ett\s+flertal|många|lokala|regionala)\s+)*(?:[0-9]+|en|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tretton|fjorton|femton|flera|olika|många|ett\s+tiotal|nya|lokala)\s+{_COUNTED}",
    re.I,
)
COUNT_SUBJECT = re.compile(
    rf"(?:^|[\s,–])(?:(?:[0-9]{{1,4}}|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tretton|fjorton|femton|sexton|tjugo\w*|trettio\w*|flera|många|alla|samtliga|olika|ytterligare|totalt)\s+)(?:av\s+de\s+\w+\s+)?{_COUNTED}",
    re.I,
)
PROPOSAL = re.compile(
    r"(?<![\wåäö])(?:föreslås|föreslår|förslag(?:et)?\s+(?:är|till\s+beslut)|ansöker\s+om|har\s+ansökt|ansökte\s+om|sökte\s+om|(?:kan|går\s+att|möjlighet\s+att)\s+(?:du\s+|ni\s+)?(?:få|söka|beviljas|sökas|ansöka)|kommer\s+att\s+kunna\s+söka|ska\s+sökas|ska\s+besluta|inför\s+beslut|(?:avser|planerar|vill|hoppas|väntas|kan|räknar\s+med)\s+(?:på\s+)?(?:att\s+)?(?:\w+\s+)?(?:få|ge|ha|bevilja|beviljas|fördela|finansiera|dela\s+ut|söka|satsa|avsätta|betala|kunna\s+(?:ge|få|dela|finansiera))"
    r"|begär|skulle\s+(?:gå|få|ge)|om\s+(?:projektet|ansökan)\s+beviljas|högst\s+kan|budgetförslag\w*|order\s+(?:på|värd)|ansvarsfrihet|bygglov|arvode\w*)(?![\wåäö])",
    re.I,
)
APPLIED = re.compile(
    r"(?<![\wåäö])(?:ansöker\s+om|har\s+ansökt|ansökte\s+om|sökte\s+om|söker\s+(?:\w+\s){0,3}[0-9]|föreslås|förslag(?:et)?\s+(?:är|till\s+beslut)|föreslår|inför\s+(?:möte|beslut))(?![\wåäö])",
    re.I,
)
REJECTED = re.compile(
    r"(?<![\wåäö])(?:avslag|avslå|avslås|avslogs|avslår|fick\s+nej|nekas|nekades|inte\s+bevilja\w*|ej\s+bevilja\w*|får\s+inte|fick\s+inte|beviljades\s+inte|beviljas\s+(?:inte|ej)|medges\s+(?:inte|ej)|återremitter\w*|bordl(?:ades|agd\w*|äggs)|inte\s+(?:får|fick|fått)|(?:fick|får|fått)\s+(?:ett\s+)?(?:tvär)?nej|avslagna|avslagits|blev\s+utan|drogs?\s+tillbaka|återtagen)(?![\wåäö])",
    re.I,
)
PARTNERS = re.compile(
    r"(?:,\s*)?(?<![\wåäö])(?:i\s+(?:nära\s+)?(?:samverkan|samarbete)\s+med|tillsammans\s+med|med\s+stöd\s+av|ihop\s+med)\s+",
    re.I,
)
OWNS = re.compile(
    r"(?<![\wåäö])(?:(?:drivs|leds|ägs|genomförs|samordnas|koordineras|bedrivs|utförs|söks|söktes)\s+(?:av|vid|på)|(?:kommer\s+att\s+|ska\s+)(?:drivas|ledas|genomföras|samordnas)\s+(?:av|vid|på)|projektägare(?:n)?(?:\s+är|:)?|projektägarskap(?:et)?\s+(?:har|ligger\s+hos)|huvudman(?:nen)?\s+är|producent(?:en)?\s+är|[Ll]ead\s+[Pp]artner\s+är|(?:koordinator|sökande|stödmottagare|samordnande\s+part|samordnare)(?:n)?\s+är|[Bb]akom\s+(?:projektet|idén|satsningen|initiativet|ansökan)\s+(?:står|ligger)|med)\s+",
    re.I,
)
OWNER_AFTER = re.compile(
    r"\s+(?:(?:är|blir|står\s+som)\s+(?:[Ll]ead\s+[Pp]artner|projektägare|projektkoordinator|koordinator|huvudman|huvudsökande|sökande|stödmottagare)|äger\s+projektet|driver\s+projektet|som\s+(?:projektägare|sökande|huvudman|ansöker)|(?:leder|ska\s+leda|kommer\s+att\s+leda|samordnar|koordinerar|håller\s+i|ansvarar\s+för|står\s+för)\s+(?:projektet|arbetet|satsningen)|(?:som\s+)?håller\s+i\s+trådarna|(?:står|ligger)\s+bakom|(?:som\s+)?ansöker\s+om)(?![\wåäö])",
    re.I,
)
TITLED = re.compile(
    r"(?<![\wåäö])(?:(?:[a-zåäöA-ZÅÄÖ]*[Pp]rojekt(?:et|en)?s?|[Ff]örstudien?|[Ss]atsningen|[Ii]nitiativet|[Pp]rogrammet|[Ii]nsatsen)(?:\s+(?:med\s+namnet|kallat|kallad|benämnt|som\s+heter|heter))?)(?::|,(?=\s+[\"”“]))?\s+(?=[\"”“'’«»„A-ZÅÄÖ0-9])",
)
WORK = re.compile(
    r"(?<![\wåäö])(?:[Dd]okumentär(?:en|filmen)|[Kk]ortfilmen|[Ll]ångfilmen|[Ss]pelfilmen|[Ff]ilmen|[Aa]nimationen|[Ff]öreställningen|[Uu]tställningen|[Uu]ppsättningen|[Tt]v-serien|[Mm]usikalen|[Bb]oken|[Tt]urnén)\s+(?P<name>[A-ZÅÄÖ0-9][^.,;:()\n]{1,80}?)(?=\s(?:av|om|för|i\s+regi|får|fick|beviljas|tilldelas|med|som|och\s+[a-zåäö]|ska|är|där)\b|[.,;:()\n]|$)"
)
"""A work of art by its kind and its name ("kortfilmen Snöblind av …")."""
QUOTED = re.compile(
    r"[\"”“«»„](?P<words>[^\"”“«»„\n]{2,200}?)[\"”“«»„]|[’'‘](?P<single>[A-ZÅÄÖ0-9][^’'‘\n]{2,120}?)[’'‘](?![\wåäö])"
)
INTRO = re.compile(
    r"(?:bevilja|tilldela|prioriter|stöd|bidrag|medel\b|anslag|finansier|fördela|\bfår\b|\bfick\b|utdel|dela[rs]?\s+(?:ut|på)|pengar|mottagare|utsett|utsedd|stipendi)[^.!?]{0,200}(?::|enligt\s+följande\.?)$|(?:följande|dessa|nedan(?:stående)?|här\s+är|samtliga|alla|de\s+(?:\w+\s){0,4}|övriga|projekt|föreningar|mottagare|organisationer|ansökningar|forskare)\s?[^.!?]{0,200}(?:bevilja|tilldela|stöd|bidrag|medel|anslag|får|fick|fått|prioriter|pengar|mottagare|finansier|belopp|stipendi)|bevilja[td]e?\s+(?:\w+\s){0,3}(?:projekt|bidrag|ansökningar|stöd|medel|belopp|anslag|föreningar)"
    r"|(?:hit|dit)\s+går|pengarna\s+går\s+till|mottagare|fördelning(?:en)?\s+av|får\s+(?:stöd|bidrag|pengar|medel|anslag|dela)|projekt\s+(?:i\s+korthet|som\s+)|(?:medel|stöd|pengar)\s+[^.!?]{0,80}prioriteras|bidrag\s+(?:har\s+)?beviljats|har\s+beviljats|beviljades|(?:projekten|initiativen|mottagarna|föreningarna|stipendiaterna)\s+är|lista\s+över|går\s+till|tilldelas",
    re.I,
)
DECIDED = re.compile(
    r"godkän(?:t|ts|da|ner|de|ns)\b|klubba(?:t|ts|des|r|de)\b|(?:sa|sade|säger|sagt|få(?:r|tt)|fick)\s+(?:\w+\s)?ja\b|ja\s+till\s|grönt\s+ljus|klartecken|medfinansiera\w*|bevilja(?:s|ts|t|des|de|r)?\b|tilldela(?:s|ts|t|des|de|r)\b|dela[rd]e?\s+(?:\w+\s)?ut|delat\s+ut|får\s+(?:\w+\s){0,4}?(?:dela|\w*(?:stöd|bidrag|pengar|medel|anslag)|miljon\w*|kronor|finansiering)|prioritera(?:s|de|des|t|ts)\b|utdelning|utdela(?:s|ts|des|t|r)\b|fördela(?:r|s|de|des|t|ts)\b|(?:stöd|bidrag|pengar|medel|anslag|stipendier|miljoner|kronor)\s+till|stöttar|stödjer|ger\s+(?:\w+\s){0,3}?\w*(?:stöd|bidrag|pengar|medel)|fick\s|fått\s|anslår|anslog|satsar|utsedd|beslut(?:at)?\s+(?:om|att)\s+(?:\w+\s){0,3}?\w*(?:stöd|bidrag|finansier|medel|anslag)",
    re.I,
)
BUDGET = re.compile(
    r"(?<![\wåäö])(?:budget\w*|bokslut\w*|delårs\w*|årsredovisning\w*|resultat(?:et)?\s+(?:för|blev)|överskott\w*|underskott\w*|sparkrav\w*|skatte\w*|kvartal\w*|order(?:n|värde\w*)?|taxa|taxor\w*|lån(?:et|ar)?|hyra|avgift\w*)(?![\wåäö])",
    re.I,
)
EARLIER = re.compile(
    r"(?<![\wåäö])(?<!än )(?<!mot )(?<!som )(?:tidigare\s+(?:år|beviljade|projekt|omgång)|förra\s+året|föregående\s+år|i\s+fjol|sedan\s+tidigare|tidigare\s+i\s+år|avslutade\s+projekt|pågående\s+projekt|förut(?![\wåäö])|redan\s+(?:år\s+)?(?:19|20)\d\d\s+(?:fick|beviljades|tilldelades|gav|ger)|förra\s+(?:gången|läsåret|säsongen|omgången)|(?:fått|fick)\s+avslag|avslag|ej\s+beviljade|inte\s+beviljade|beviljades\s+inte)",
    re.I,
)
CALL = re.compile(
    r"(?<![\wåäö])(?:utlysning(?:en)?\s+(?:är\s+öppen|öppnar|stänger|omfattar)|sista\s+(?:ansöknings)?dag|ansök\s+(?:senast|nu|om)|ansökan\s+ska|så\s+(?:här\s+)?(?:söker|ansöker)\s+du|vem\s+kan\s+söka|vad\s+kan\s+(?:du|man)\s+söka|hur\s+mycket\s+kan\s+du\s+söka|nu\s+kan\s+(?:du|ni|föreningar)\s+söka|går\s+att\s+söka|pengar\s+att\s+söka|dags\s+att\s+söka|öppen\s+för\s+ansök)",
    re.I,
)
OTHER_GENRE = re.compile(
    r"(?<![\wåäö])(?:låneavtal\w*|kreditavtal\w*|lånar\s+(?:\w+\s+)?(?:ut|[0-9])|(?:miljon\w*|kronor)\s+i\s+lån|kreditlöfte|delårsrapport|kvartalsrapport|bokslut|bokslutskommuniké|årsredovisning|nyemission|emission|emitterar|(?:antar|antog|beslutar\s+om|klubbar|klubbade|förslag\s+till|ny|i|årets|om)\s+(?:\w+\s+)?(?:vårändrings)?budget(?:en)?|budget(?:en)?\s+(?:för\s+)?20[0-9]{2}|bygglov|ansvarsfrihet|ramavtal|kontrakt|tar\s+order|order\s+(?:på|värd|från)|tax(?:a|an|or|orna)|böter|döms|dömer|företagsbot|vitesbelopp)(?![\wåäö])",
    re.I,
)
AWARDING_HEAD = re.compile(
    r"bevilja|tilldela|\b(?:får|fick|fått|ges|ger|gav|erhåller)\b|miljon|kronor|(?<!\w)(?:stöd|bidrag|medel|anslag)(?!\w)|delar\s+ut|fördel",
    re.I,
)
# A heading that asks the reader is no project's name; "BioPlast?" is.
ASKING_HEAD = re.compile(
    r"(?:vad|hur|vem|när|varför|vill|kan|har|är|vilka|vilken|var|visste|behöver|söker|får)\b.*\?$", re.I
)


@lru_cache(maxsize=4096)
def announces(text: str) -> bool:
    """Whether a line announces grants ("Följande projekt beviljas stöd:"); every layout asks it of every line."""
    return bool(INTRO.search(text))
