"""What `hipgen explain HG0xx` says: one entry for every mistake that this package reports.

Laid out as the docstrings of rules are: a title, prose, then a wrong and a right example where a text can
show one (the tests parse both).
"""

from __future__ import annotations

from textwrap import dedent

from hipgen.diagnostics import Explained, Severity


def _rule(id_: str, name: str, text: str, severity: Severity = Severity.ERROR) -> Explained:
    return Explained(id_, name, severity, dedent(text).strip() + "\n")


SYNTAX_RULES: tuple[Explained, ...] = (
    _rule("HG001", "syntax", """
        The text is not YAML, or not JSON.

        A quote or a bracket that is never closed, a second colon in a value, a line whose indentation fits
        nothing above it. The place is where the mistake begins, as far as that can be told. A file whose
        name ends in `.json` is read as JSON and nothing else: no comments, no comma after the last member.

        Bad:

            name: Hello: an add-on

        Good:

            name: "Hello: an add-on"
        """),
    _rule("HG002", "repeated-member", """
        A key is given twice in one mapping.

        Most readers keep the last and drop the first without a word, so that half of what was written has
        no effect. One of them is left over or misspelt.

        Bad:

            name: Hello
            name: Hello again

        Good:

            name: Hello
            description: Hello again
        """),
    _rule("HG003", "tag", """
        A tag asks for a type that a spec can't hold.

        Tags such as `!!python/object` make some readers build objects, which is how a harmless looking
        file runs code. Nothing here is ever built from a tag. Only `!!str`, `!!int`, `!!float`, `!!bool`,
        `!!null`, `!!map` and `!!seq` are understood, and only on a value that is one.

        Bad:

            name: !env ADDON_NAME

        Good:

            name: "!env ADDON_NAME"
        """),
    _rule("HG004", "key-not-text", """
        A key is not a text.

        YAML lets numbers, booleans and whole collections be keys; JSON, and with it the descriptor, knows
        texts only. A word such as `true` or a number is a text once it is quoted.

        Bad:

            extra: {404: Not found}

        Good:

            extra: {"404": Not found}
        """),
    _rule("HG005", "merge-key", """
        The merge key `<<` is used.

        It was a proposal for YAML 1.1 and is not part of YAML 1.2: readers differ on what it means.
        Write the members out.

        Bad:

            base: &base {auth: jwt}
            hook: {<<: *base, key: hello}

        Good:

            hook: {auth: jwt, key: hello}
        """),
    _rule("HG006", "alias", """
        An alias names no anchor above it, or a value that contains the alias.

        `*name` stands for the value marked `&name` earlier in the same file. A text that begins with `*`
        must be quoted.

        Bad:

            pattern: *any

        Good:

            pattern: "*any"
        """),
    _rule("HG007", "too-large", """
        The file is too large, too deep, or stands for too much.

        At most 4 MiB, 64 levels of nesting, and 100,000 values that come from aliases. Specs written by
        people stay far below; a small file above these bounds is usually an attack on its reader.
        """),
    _rule("HG008", "several-documents", """
        The file holds more than one YAML document.

        A line `---` begins another document. Only one is read from a file.

        Bad:

            name: Hello
            ---
            name: Hello again

        Good:

            ---
            name: Hello
        """),
    _rule("HG009", "tab", """
        A line is indented with a tab.

        YAML allows spaces only, since a tab is of no certain width. Tabs elsewhere, and in JSON, are fine.

        Bad:

            vendor:
            \tname: Example Ltd

        Good:

            vendor:
              name: Example Ltd
        """),
    _rule("HG010", "encoding", """
        The file is not UTF-8.

        Save it as UTF-8, with or without a byte order mark. Editors on Windows may have written UTF-16, or
        a code page of one region, in which every letter outside ASCII is another character elsewhere.
        """),
    _rule("HG011", "control-character", """
        A character that may not stand in a text file.

        Control characters come from broken copies and from binary files; half of a surrogate pair can't
        be written to any file. Write a character that is meant as an escape in double quotes: `"\\x1b"`.
        """),
    _rule("HG012", "empty", """
        The file is empty, or holds comments only.

        A spec needs at least `hipgen`, `key`, `name` and `description`.

        Bad:

            # to be written

        Good:

            hipgen: 1
        """),
    _rule("HG013", "not-a-mapping", """
        The file holds one text, list or number instead of a mapping.

        The outermost level consists of keys and values. If it looks so, the space after a colon may be
        missing, or every line begins with a dash.

        Bad:

            - name: Hello

        Good:

            name: Hello
        """),
    _rule("HG014", "number", """
        A number that JSON can't say.

        Infinity and not-a-number exist in YAML, but not in JSON, in which the descriptor is written; nor
        do numbers too large to be kept.

        Bad:

            weight: .inf

        Good:

            weight: 100
        """),
    _rule("HG090", "ignore-without-reason", """
        A finding is ignored, but nobody says why.

        The next reader needs the reason to know when the comment can go.

        Bad:

            auth: none  # hipgen: ignore[HG301]

        Good:

            auth: none  # hipgen: ignore[HG301] the caller is inside our own network
        """),
    _rule("HG091", "unused-ignore", """
        A comment ignores a finding that isn't there.

        The mistake has been mended, or the comment stands on the wrong line: at the end of a line it means
        that line, on a line of its own the next one. Left in place, it would hide a mistake made later.

        Bad:

            auth: jwt  # hipgen: ignore[HG301] the caller is inside our own network

        Good:

            auth: jwt
        """, Severity.WARNING),
    _rule("HG092", "unknown-ignore", """
        A comment ignores an id that no rule has.

        Bad:

            auth: none  # hipgen: ignore[HG3O1] the caller is inside our own network

        Good:

            auth: none  # hipgen: ignore[HG301] the caller is inside our own network
        """, Severity.WARNING),
    _rule("HG093", "ignores-nothing", """
        A comment is meant to ignore something, but can't.

        It names no id in square brackets, or one of the family HG0xx: what can't be read can't be ignored.

        Bad:

            auth: none  # hipgen: ignore HG301

        Good:

            auth: none  # hipgen: ignore[HG301] the caller is inside our own network
        """, Severity.WARNING),
)  # fmt: skip
