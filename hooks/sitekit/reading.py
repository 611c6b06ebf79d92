"""How long a page takes to read."""

from math import ceil

from sitekit.source import Source

#: Characters a minute for Japanese, words a minute for English; a figure or
#: table holds the eye for a while, whatever the language.
_CHARACTERS = 450
_WORDS = 220
_SECONDS_PER_EMBED = 15


def minutes(source: Source) -> int:
    """Reading time in whole minutes, at least one."""
    text = " ".join(line for section in source.sections for _, line in section.prose)
    if source.language == "ja":
        reading = len("".join(text.split())) / _CHARACTERS
    else:
        reading = len(text.split()) / _WORDS
    embeds = sum(1 for _ in source.tokens("figure", "table", "code"))
    return max(1, ceil(reading + embeds * _SECONDS_PER_EMBED / 60))
