"""`.hipgen.toml`: how much each rule weighs for the files of a folder, and what becomes of findings by it.

Knows ids, names and paths; nothing of disks or of what the rules look for.

    strict = true                        # warnings fail, as with --strict
    marketplace = true                   # as with --marketplace

    [rules]
    every-message = "off"                # an id, a name, or a family such as HG7
    HG304 = {severity = "warning", reason = "the old host signs nothing"}

    [[paths]]
    match = "legacy/*.json"              # below the folder of this file; * takes slashes too
    rules = {HG305 = "off"}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from hipgen.diagnostics import Diagnostic, Explained, HipgenError, Json, Severity
from hipgen.nearest import similar

NAME = ".hipgen.toml"
OFF = "off"
WEIGHTS: Mapping[str, Severity | None] = {**{each.value: each for each in Severity}, OFF: None}
SWITCHES = ("strict", "marketplace")


@dataclass(frozen=True, slots=True)
class Weight:
    """What a finding of some ids weighs in files that a pattern matches; None: it is not told."""

    ids: frozenset[str]
    severity: Severity | None
    match: str = "*"


@dataclass(frozen=True, slots=True)
class Config:
    """What a file says, in its order: what comes later counts."""

    strict: bool = False
    marketplace: bool = False
    weights: tuple[Weight, ...] = ()


def read_config(data: Mapping[str, Json], name: str, known: Iterable[Explained]) -> Config:
    """Read a file's table. Raises HipgenError, naming the key, for what isn't understood.

    An error made less than that needs a reason: `{severity = "off", reason = "…"}`.
    """
    reader = _Reader(name, tuple(known))
    reader.only(data, (*SWITCHES, "rules", "paths"), "")
    switches = {word: reader.truth(data, word) for word in SWITCHES}
    weights = [*reader.weights(data.get("rules", {}), "rules", "*")]
    for number, entry in enumerate(reader.entries(data.get("paths", []))):
        where = f"paths[{number}]"
        reader.only(entry, ("match", "rules"), where)
        match = entry.get("match")
        if not isinstance(match, str) or not match:
            raise reader.wrong(f"{where}.match", "a pattern of paths")
        weights += reader.weights(entry.get("rules", {}), f"{where}.rules", match)
    return Config(switches["strict"], switches["marketplace"], tuple(weights))


def weighed(config: Config, path: str, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings in a file, by its path below the config's folder, as the config weighs them."""
    last: dict[str, Severity | None] = {}
    for weight in config.weights:
        if fnmatchcase(path, weight.match):
            last.update(dict.fromkeys(weight.ids, weight.severity))
    kept = ((each, last.get(each.id, each.severity)) for each in found)
    return tuple(replace(each, severity=severity) for each, severity in kept if severity is not None)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads parts of the table; knows the file's name, and the rules."""

    name: str
    known: tuple[Explained, ...]

    def wrong(self, where: str, wanted: str) -> HipgenError:
        return HipgenError(f"{self.name}: `{where}` takes {wanted}")

    def only(self, table: Mapping[str, Json], words: Iterable[str], where: str) -> None:
        """Refuse a word that nobody knows."""
        for key in table:
            if key not in words:
                place = f"`{where}.{key}`" if where else f"`{key}`"
                guess = similar(key, list(words))
                raise HipgenError(
                    f"{self.name}: nobody knows {place}{f'; did you mean `{guess}`?' if guess else ''}"
                )

    def truth(self, table: Mapping[str, Json], word: str) -> bool:
        value = table.get(word, False)
        if not isinstance(value, bool):
            raise self.wrong(word, "true or false")
        return value

    def entries(self, value: Json) -> Iterator[Mapping[str, Json]]:
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.wrong("paths", "tables: [[paths]]")
        yield from value

    def weights(self, table: Json, where: str, match: str) -> Iterator[Weight]:
        """What a table of rules says."""
        if not isinstance(table, dict):
            raise self.wrong(where, "a table")
        for word, value in table.items():
            rules = self._rules(word, where)
            said, reason = value, None
            if isinstance(value, dict):
                self.only(value, ("severity", "reason"), f"{where}.{word}")
                said, reason = value.get("severity"), value.get("reason")
            if not isinstance(said, str) or said not in WEIGHTS:
                raise self.wrong(f"{where}.{word}", " or ".join(f'"{each}"' for each in WEIGHTS))
            less = WEIGHTS[said] is not Severity.ERROR
            if less and any(rule.severity is Severity.ERROR for rule in rules) and not reason:
                raise HipgenError(
                    f"{self.name}: `{where}.{word}` is an error: say why it isn't one here, "
                    f'{{severity = "{said}", reason = "…"}}'
                )
            yield Weight(frozenset(rule.id for rule in rules), WEIGHTS[said], match)

    def _rules(self, word: str, where: str) -> list[Explained]:
        """The rules that a word means: an id, a name, or the beginning of ids."""
        family = word.upper().startswith("HG") and len(word) < len("HG000")
        found = [
            rule
            for rule in self.known
            if word in {rule.id, rule.name} or (family and rule.id.startswith(word.upper()))
        ]
        if not found:
            guess = similar(word, [word for rule in self.known for word in (rule.id, rule.name)])
            raise HipgenError(
                f"{self.name}: `{where}.{word}` is no rule{f'; did you mean `{guess}`?' if guess else ''}"
            )
        return found
