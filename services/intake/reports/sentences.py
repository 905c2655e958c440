"""A subject for a report that came without one."""

import re

LONGEST_DEFAULT_SUBJECT = 60
_SENTENCE_END = re.compile(r"[。！？!?；;\n\r]|\.(?=\s|$)")


def first_sentence(text: str) -> str:
    """The first sentence without its full stop, on one line, at most 60 characters.

    A longer one is cut and ends in an ellipsis. Give it masked text: a cut may otherwise leave
    half of a telephone number that no mask recognises.
    """
    for part in _SENTENCE_END.split(text):
        sentence = " ".join(part.split())
        if sentence:
            return _cut(sentence)
    return _cut(" ".join(text.split()))


def _cut(sentence: str) -> str:
    if len(sentence) <= LONGEST_DEFAULT_SUBJECT:
        return sentence
    return sentence[: LONGEST_DEFAULT_SUBJECT - 1].rstrip() + "…"
