"""Finds public declarations without a doc comment, and doc comments that open with a question word.

    python3 Tests/Structure/documentation.py Tensors Networks

Reads Sources/TARGET for each target named, prints file:line of each fault and exits with 1 if there is one.
Functions of one line, directly below each other, share a comment. Overrides and members that meet a requirement
of the standard library (`description`, `encode(to:)`) or of a protocol in the target need none, nor do the methods of
result builders.
"""

import re
import sys
from pathlib import Path

sources = Path(__file__).resolve().parents[2] / "Sources"

MODIFIERS = (
    r"(?:(?:public|open|package|internal|fileprivate|private)(?:\(set\))?|static|class|final|override|mutating"
    r"|nonmutating|prefix|postfix|infix|indirect|lazy|weak|unowned|required|convenience|dynamic|nonisolated"
    r"(?:\(unsafe\))?|@\w+(?:\([^)]*\))?)"
)
DECLARATION = re.compile(
    rf"\s*((?:{MODIFIERS}\s+)*)"
    r"(func|var|let|init|subscript|struct|class|enum|protocol|actor|extension|typealias|case|associatedtype)\b(.*)"
)
ATTRIBUTE = re.compile(r"\s*@\w+(?:\([^)]*\))?\s*(?://.*)?$")
ONE_LINE = re.compile(rf"\s*(?:{MODIFIERS}\s+)*func\b.*\}}$")
WITNESS = re.compile(
    r"(var (description|debugDescription|customMirror|errorDescription|hashValue|rawValue|stringValue|intValue)\b"
    r"|func build(Expression|Block|Optional|Either|Array|FinalResult|LimitedAvailability)\("
    r"|func (encode\(to|hash\(into|callAsFunction\(_: Never)|init\((from|arrayLiteral|stringLiteral) )"
)
QUESTION = re.compile(r"(What|Where|Whether|How|Who|Whose|Whom|Which|Why)\b")


def code_lines(text):
    """The lines with strings and comments blanked, so that braces and words outside them can be counted."""
    out, i, n = [], 0, len(text)
    stack = []  # of open strings: (closing delimiter, hashes), and None for an interpolation's parentheses
    depth = []

    def blank(upto):
        nonlocal i
        out.append(re.sub(r"[^\n]", " ", text[i:upto]))
        i = upto

    while i < n:
        if stack and stack[-1] is not None:
            close, hashes = stack[-1]
            if text.startswith(close, i):
                blank(i + len(close))
                stack.pop()
            elif text.startswith("\\" + hashes + "(", i):
                blank(i + 2 + len(hashes))
                stack.append(None)
                depth.append(1)
            elif text[i] == "\\" and not hashes:
                blank(i + 2)
            else:
                blank(i + 1)
            continue
        if text.startswith("//", i):
            end = text.find("\n", i)
            blank(n if end < 0 else end)
            continue
        if text.startswith("/*", i):
            blank(text.index("*/", i) + 2)
            continue
        opening = re.match(r'(#*)("""|")', text[i : i + 12])
        if opening:
            hashes, quote = opening.groups()
            stack.append((quote + hashes, hashes))
            blank(i + len(opening[0]))
            continue
        if depth and text[i] in "()":
            depth[-1] += 1 if text[i] == "(" else -1
            if depth[-1] == 0:
                depth.pop()
                stack.pop()
                blank(i + 1)
                continue
        out.append(text[i])
        i += 1
    return "".join(out).split("\n")


def is_documented(lines, index):
    """Looks above a declaration, past its attributes and functions of one line, for a doc comment."""
    isOneLine = ONE_LINE.match(lines[index])
    index -= 1
    while index >= 0 and (ATTRIBUTE.match(lines[index]) or isOneLine and ONE_LINE.match(lines[index])):
        index -= 1
    return index >= 0 and lines[index].lstrip().startswith("///")


def requirements(paths):
    """The properties and functions that the protocols of these files require, documented there."""
    found = set()
    for path in paths:
        for body in re.findall(r"\bprotocol \w+[^{]*\{(.*?)^\}", path.read_text(), re.S | re.M):
            found.update(re.findall(r"^  (?:@\w+ )*((?:static )?(?:var|func) \w+)", body, re.M))
    return found


def faults(path, required):
    text = path.read_text()
    lines, code = text.split("\n"), code_lines(text)
    scopes = []  # of each open brace: what it belongs to: "public" where its members are, "cases" …
    pending = None  # the scope that the next brace opens
    for index, line in enumerate(code):
        doc = lines[index].lstrip()
        opens = doc.startswith("///") and not (
            index > 0 and lines[index - 1].lstrip().startswith("///")
        )
        if opens and QUESTION.match(doc[3:].lstrip()):
            yield index + 1, f"the comment opens with “{doc[3:].split()[0]}”: begin with a noun or a verb"
        found = DECLARATION.match(line)
        if found and (not scopes or scopes[-1] != "body"):
            modifiers, kind, rest = found.groups()
            scope = scopes[-1] if scopes else None
            isPublic = bool(re.search(r"\b(public|open)\b(?!\(set\))", modifiers))
            hidden = re.search(r"\b(private|fileprivate|internal|package)\b(?!\(set\))", modifiers)
            if scope == "public extension" and not hidden:
                isPublic = True
            if scope == "public protocol" or (scope == "public enum" and kind == "case"):
                isPublic = True
            name = (kind + rest).strip()
            isNew = kind != "extension" and not re.search(r"\boverride\b", modifiers)
            if isPublic and isNew and not is_documented(lines, index):
                head = re.match(r"(var|let|func)\s+\w+", name)
                isRequired = head and re.sub(r"^let", "var", " ".join(head[0].split())) in required
                if not WITNESS.match(name) and not (isRequired and scope != "public protocol"):
                    yield index + 1, f"no doc comment: {lines[index].strip()}"
            if kind in ("struct", "class", "enum", "protocol", "actor", "extension"):
                pending = f"public {kind}" if isPublic else kind
            elif kind in ("func", "init", "subscript", "var", "let", "case"):
                pending = "body"
        for character in line:
            if character == "{":
                scopes.append(pending or "body")
                pending = None
            elif character == "}" and scopes:
                scopes.pop()
                pending = None


def main(targets):
    count = 0
    for target in targets:
        folder = sources / target
        if not folder.is_dir():
            sys.exit(f"documentation: Sources/{target} is no folder")
        paths = sorted(folder.rglob("*.swift"))
        required = requirements(paths)
        for path in paths:
            for line, fault in faults(path, required):
                print(f"{path.relative_to(sources.parent)}:{line}: {fault}")
                count += 1
    sys.exit(1 if count else 0)


main(sys.argv[1:] or sys.exit("usage: documentation.py TARGET…"))
