"""A second reader: a language model proposes grants, the release's words and sums decide whether they stand.

``choice`` says which releases are asked about, ``prompt`` what is asked, ``models`` is the one door to the ``llm``
package, ``answers`` reads what came, ``verification`` finds the quotes in the text, ``standing`` holds them against the
sums and claims of the release, ``taking`` adds what stands to a build. Only ``models`` needs the extra ``llm``.
"""
