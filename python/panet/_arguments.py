"""Checks of arguments that say what would be right."""

from __future__ import annotations

from typing import Any, Collection, List, Optional, Tuple


def expect_word(name: str, value: Any, words: Collection[str]) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name}: one of {', '.join(words)}, not a {type(value).__name__}")
    if value not in words:
        raise ValueError(f"{name}={value!r}: one of {', '.join(words)}")
    return value


def expect_whole(name: str, value: Any, least: int, most: int) -> int:
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"{name}: a whole number, not a {type(value).__name__}")
    number = int(value.__index__())
    if not least <= number <= most:
        raise ValueError(f"{name}={number}: from {least} to {most}")
    return number


def expect_share(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{name}: a number from 0 to 1, not a {type(value).__name__}")
    if not 0 <= value <= 1:
        raise ValueError(f"{name}={value}: from 0 to 1")
    return float(value)


REFINEMENTS = ("fit", "adapt", "guide")


def expect_refinement(value: Any) -> str:
    right = f"refine: 'none', or {', '.join(REFINEMENTS)}, several as 'fit,guide'"
    if not isinstance(value, str):
        raise TypeError(f"{right}; not a {type(value).__name__}")
    if value != "none" and not set(value.split(",")) <= set(REFINEMENTS):
        raise ValueError(f"{right}; not {value!r}")
    return value


def optional_whole(name: str, value: Any, least: int, most: int) -> Optional[int]:
    return None if value is None else expect_whole(name, value, least, most)


def several(name: str, value: Any) -> List[Any]:
    """One, or several of them."""
    if not isinstance(value, (list, tuple)):
        return [value]
    if not value:
        raise ValueError(f"{name}: at least one")
    return list(value)


def size_in_words(shape: Tuple[int, ...]) -> str:
    return " x ".join(str(side) for side in shape)
