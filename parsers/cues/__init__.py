"""What speaks for the fate of a sum: named cues, each found once per release.

``words`` reads the lexicon, ``figures`` compares the sums of a release, ``places`` looks at where a sum stands,
``structure`` at the rows and clauses that claim it; ``claims`` has those of headline and lede.
:func:`anslag.parsers.fates.fates` weighs them.
"""
