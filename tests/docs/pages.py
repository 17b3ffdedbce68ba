"""What can be told of the documentation without building it: links, anchors, a page and its translation, options."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence, Set, Tuple

PATTERNS = ("*.md", "docs/*.md", "examples/*.md", "models/*.md", "results/*.md")
FENCE = re.compile(r" *(```+)(\S*)")
HEADING = re.compile(r"(#{1,6}) +(.*?) *$")
LINK = re.compile(r"\]\(([^()\s]+)\)|<(https?://[^>\s]+)>")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
OPTION = re.compile(r"--[a-z][a-z0-9-]*")
DECLARED_OPTION = re.compile(r"\\fB(--[a-z][a-z0-9-]*)\\fR")  # in a manual page


@dataclass
class Page:
    """A Markdown file, taken apart. Lines are counted from 1."""

    path: Path
    headings: List[Tuple[int, str]] = field(default_factory=list)  # level, text
    links: List[Tuple[int, str]] = field(default_factory=list)  # line, target
    code: List[Tuple[int, str, List[str]]] = field(default_factory=list)  # line, language, lines
    tables: List[List[str]] = field(default_factory=list)  # the rows of each

    @property
    def anchors(self) -> Set[str]:
        """As forges and the site make them: a heading that comes again gets a number."""
        found: Dict[str, int] = {}
        result = set()
        for _, text in self.headings:
            anchor = anchor_of(text)
            found[anchor] = found.get(anchor, -1) + 1
            result.add(f"{anchor}-{found[anchor]}" if found[anchor] else anchor)
        return result


def anchor_of(heading: str) -> str:
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def read_page(path: Path) -> Page:
    page = Page(path)
    fence: Optional[str] = None
    before = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        mark = FENCE.match(line)
        if fence is not None:
            if mark is not None and mark[1] == fence and not mark[2]:
                fence = None
            else:
                page.code[-1][2].append(line)
        elif mark is not None:
            fence = mark[1]
            page.code.append((number, mark[2], []))
        else:
            read_line(page, number, line, before)
        before = line
    return page


def read_line(page: Page, number: int, line: str, before: str) -> None:
    heading = HEADING.match(line)
    if heading is not None:
        page.headings.append((len(heading[1]), heading[2]))
    if line.startswith("|"):
        if not before.startswith("|"):
            page.tables.append([])
        page.tables[-1].append(line)
    without_code = re.sub(r"`[^`]*`", "", line)
    page.links += [(number, found[1] or found[2]) for found in LINK.finditer(without_code)]


def pages_of(root: Path) -> Dict[Path, Page]:
    return {path: read_page(path) for pattern in PATTERNS for path in sorted(root.resolve().glob(pattern))}


def is_external(target: str) -> bool:
    return re.match(r"[a-z][a-z0-9+.-]*:", target) is not None


def external_links(pages: Dict[Path, Page]) -> List[str]:
    return sorted({target for page in pages.values() for _, target in page.links if is_external(target)})


def broken_links(root: Path, pages: Dict[Path, Page]) -> Iterator[str]:
    """Links to files that are not there, to places outside the repository, and to headings that their page lacks."""
    for page in pages.values():
        for line, target in page.links:
            wrong = None if is_external(target) else what_is_wrong(root.resolve(), pages, page, target)
            if wrong is not None:
                yield f"{page.path}:{line}: {target}: {wrong}"


def what_is_wrong(root: Path, pages: Dict[Path, Page], page: Page, target: str) -> Optional[str]:
    path, _, anchor = target.partition("#")
    file = (page.path.parent / path).resolve() if path else page.path
    if root not in (file, *file.parents):
        return "it leads out of the repository"
    if not file.exists():
        return "there is no such file"
    if not anchor:
        return None
    if file not in pages:
        return "only pages have headings"
    return None if anchor in pages[file].anchors else f"no such heading; there are {', '.join(sorted(pages[file].anchors))}"


def differences(one: Page, other: Page) -> Iterator[str]:
    """Of a page and its translation: both have the same headings, commands and links, and the same figures in tables."""
    translations = {one.path.name, other.path.name}
    parts: Dict[str, Callable[[Page], Sequence[Any]]] = {
        "levels of headings": levels,
        "code, comments aside": commands,
        "figures in tables": figures,
        "links": lambda page: files(page, translations),
    }
    for what, part in parts.items():
        for found in first_difference(part(one), part(other)):
            yield f"{one.path.name}, {other.path.name}: {what}: {found}"


def levels(page: Page) -> List[int]:
    return [level for level, _ in page.headings]


def commands(page: Page) -> List[str]:
    """What a comment says is translated, and so is what stands beside a drawn tree of files."""
    return [re.sub(r"\s*(#|//|  ).*$", "", line) for _, _, lines in page.code for line in lines]


def figures(page: Page) -> List[Tuple[int, List[str]]]:
    return [(row.count("|"), sorted(NUMBER.findall(row))) for table in page.tables for row in table]


def files(page: Page, without: Set[str]) -> List[str]:
    return sorted({target.partition("#")[0] for _, target in page.links} - without - {""})


def first_difference(one: Sequence[Any], other: Sequence[Any]) -> Iterator[str]:
    for a, b in zip(one, other):
        if a != b:
            yield f"{a!r} against {b!r}"
            return
    if len(one) != len(other):
        yield f"{len(one)} against {len(other)}"


class Program:
    """`panet`, asked for what it knows."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.commands = {tuple(line.split()[1:]) for line in self.told("--list").splitlines()}
        self.known: Dict[Tuple[str, ...], Set[str]] = {}

    def options(self, command: Tuple[str, ...]) -> Set[str]:
        if command not in self.known:
            self.known[command] = set(DECLARED_OPTION.findall(self.told(*command).replace("\\-", "-"))) - {"--help"}
        return self.known[command]

    def commands_without_options(self) -> List[str]:
        """`train`, of those asked for, where there is no panet-torch: what it takes, only that knows."""
        return [" ".join(("panet", *command)) for command, options in self.known.items() if not options]

    def told(self, *arguments: str) -> str:
        return subprocess.run([self.path, "manual", *arguments], capture_output=True, text=True, check=True,
                              timeout=30).stdout


def unknown_options(pages: Dict[Path, Page], program: Program) -> Iterator[str]:
    """Commands and options of `panet` in blocks for a shell that the program does not know."""
    for page in pages.values():
        for line, language, lines in page.code:
            if language == "bash":
                for words in calls("\n".join(lines)):
                    yield from (f"{page.path}:{line}: {wrong}" for wrong in unknown_in(words, program))


def calls(text: str) -> Iterator[List[str]]:
    """What follows `panet` in each command, to its end."""
    for line in text.replace("\\\n", " ").splitlines():
        command = re.sub(r"(^|\s)#.*$", "", line)
        for found in re.finditer(r"(?:^|[\s/(])panet ([^|;&<>()]*)", command):
            yield found[1].split()


def unknown_in(words: List[str], program: Program) -> Iterator[str]:
    command: Tuple[str, ...] = ()
    for word in words:
        if (*command, word) not in program.commands:
            break
        command = (*command, word)
    if not command and words and re.fullmatch("[a-z]+", words[0]):
        yield f"panet {words[0]}: there is no such command"
    for option in filter(None, map(OPTION.match, words if command else [])):
        known = program.options(command)
        if known and option[0] not in known | {"--help"}:
            yield f"panet {' '.join(command)} {option[0]}: there is no such option"
