"""The outer shape of iCalendar text: bytes to lines to components. Knows nothing of what a property means.

Written for feeds of the wild: any encoding, any line end, folded by spaces or tabs, cut off, wrongly nested. Whatever
cannot be read is a ``Problem`` with its line and costs nothing else. One pass, bounded by the length of the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

DEEPEST = 20

_NAME = re.compile(r"[A-Za-z0-9-]+(?=[;:])")
_NAMED = re.compile(r"\s*([A-Za-z0-9-]+)")
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^;"])*)')
_QUOTED = re.compile(r'"[^"]*"')
_END_OF_LINE = re.compile(r"\r*\n")
_HAS_PLAIN_VALUE = frozenset(
    {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}
    | {"STATUS", "TRANSP", "SEQUENCE", "TZOFFSETFROM", "TZOFFSETTO"}
)
"""Properties whose value never holds a colon: the last colon of the line is theirs, whatever the parameters hold."""


@dataclass(frozen=True)
class Problem:
    """Something that could not be read. ``is_loss`` when an event, or some of its times, may be missing for it."""

    line: int
    why: str
    is_loss: bool = False

    def __str__(self) -> str:
        return f"Line {self.line}: {self.why}" if self.line else self.why


@dataclass(frozen=True)
class Property:
    """One content line: upper-case name, parameters by upper-case name (of dates and rules only), value as written."""

    line: int
    name: str
    parameters: dict[str, str]
    value: str


@dataclass
class Component:
    """What stands between BEGIN and END. ``broken`` are its unreadable lines: number, and name if it can be told."""

    name: str
    line: int
    properties: list[Property] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)
    broken: list[tuple[int, str]] = field(default_factory=list)
    is_ended: bool = False

    def all(self, name: str) -> list[Property]:
        """Every property of that name, in the order written."""
        return [found for found in self.properties if found.name == name]


@dataclass
class Stream:
    """All that a feed holds: components that stand in no other, and what was wrong around them."""

    components: list[Component] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    is_ended: bool = True


class TooDeep(ValueError):
    """Components within components beyond any calendar: the text is not one."""


def decode(raw: bytes) -> str:
    """The text of a feed: by its byte order mark, else UTF-8, else Windows-1252. Dates are ASCII in all of them."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("windows-1252", "replace")


def read(text: str) -> Stream:
    """The components of ``text``. Raises TooDeep; nothing else stops it."""
    stream = Stream()
    opened: list[Component] = []
    for number, line in _unfolded(text):
        found = _property(number, line)
        if found is None:
            _note_broken(number, line, opened, stream)
        elif found.name == "BEGIN":
            _begin(found, opened, stream)
        elif found.name == "END":
            _end(found, opened, stream)
        elif opened:
            opened[-1].properties.append(found)
        else:
            stream.problems.append(Problem(number, "this stands outside any calendar; passed over."))
    stream.is_ended = not opened
    return stream


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Logical lines with the number of the first physical line of each; blank ones are dropped."""
    started, pieces = 0, [""]
    for number, line in enumerate(_physical_lines(text), 1):
        if line[:1] in {" ", "\t"} and started:
            pieces.append(line[1:])
        elif pieces[-1].endswith("=") and _is_quoted_printable(pieces[0]):
            pieces.append(line)
        else:
            yield from _if_any(started, pieces)
            started, pieces = number, [line]
    yield from _if_any(started, pieces)


def _physical_lines(text: str) -> list[str]:
    return _END_OF_LINE.split(text) if "\n" in text else text.split("\r")


def _is_quoted_printable(beginning: str) -> bool:
    """Version 1.0 (vCalendar) folded long text by a = at the end of the line."""
    return "QUOTED-PRINTABLE" in beginning.partition(":")[0].upper()


def _if_any(started: int, pieces: list[str]) -> Iterator[tuple[int, str]]:
    line = "".join(pieces)
    if line.strip():
        yield started, line


def _property(number: int, line: str) -> Property | None:
    line = line.lstrip("\ufeff \t\r")
    name = _NAME.match(line)
    if name is None:
        return None
    upper = name.group().upper()
    if upper not in _HAS_PLAIN_VALUE:
        value = _after_colon(line)
        return None if value is None else Property(number, upper, {}, value.strip())
    head, _, value = line.rpartition(":")
    parameters = _parameters(head[name.end() :])
    return None if parameters is None else Property(number, upper, parameters, value.strip())


def _after_colon(line: str) -> str | None:
    """What follows the first colon outside quotes, or the first of all when a quote is never closed."""
    outside = _QUOTED.sub(lambda quoted: "_" * len(quoted.group()), line) if '"' in line else line
    place = outside.find(":")
    place = place if place >= 0 else line.find(":")
    return line[place + 1 :] if place >= 0 else None


def _parameters(text: str) -> dict[str, str] | None:
    """``;TZID=Europe/London;VALUE=DATE`` to a mapping; None when it is not of that form."""
    parameters: dict[str, str] = {}
    place = 0
    while place < len(text):
        found = _PARAMETER.match(text, place)
        if found is None:
            return None
        parameters[found[1].upper()] = found[2].strip('"').strip()
        place = found.end()
    return parameters


def _note_broken(number: int, line: str, opened: list[Component], stream: Stream) -> None:
    if opened:
        name = _NAMED.match(line)
        opened[-1].broken.append((number, name[1].upper() if name else ""))
    else:
        stream.problems.append(Problem(number, "this is not a line of a calendar; passed over."))


def _begin(found: Property, opened: list[Component], stream: Stream) -> None:
    started = Component(found.value.upper(), found.line)
    while opened and _cannot_hold(opened, started.name):
        opened.pop()
    if len(opened) >= DEEPEST:
        raise TooDeep
    (opened[-1].parts if opened else stream.components).append(started)
    opened.append(started)


def _cannot_hold(opened: list[Component], name: str) -> bool:
    """Whether the innermost open component was never ended: no event holds an event, and nothing a calendar."""
    return name == "VCALENDAR" or (name == "VEVENT" and any(component.name == "VEVENT" for component in opened))


def _end(found: Property, opened: list[Component], stream: Stream) -> None:
    name = found.value.upper()
    if all(component.name != name for component in opened):
        stream.problems.append(Problem(found.line, "this ends something that was never begun.", is_loss=True))
        return
    while opened[-1].name != name:
        opened.pop()
    opened.pop().is_ended = True
