"""Two texts that scroll together: the first token seen on one side is the first seen on the other."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from gpt_studio.ui.write.editor import Editor

from .text import BesideText


class Scrolling(QObject):
    """`to_right` and `to_left` give the token of the other side that stands where one of this side does."""

    def __init__(
        self, left: Editor, right: BesideText, to_right: Callable[[int], int], to_left: Callable[[int], int]
    ) -> None:
        super().__init__(right)
        self._left, self._right = left, right
        self._to_right, self._to_left = to_right, to_left
        self._following = False
        left.verticalScrollBar().valueChanged.connect(self._on_left)
        right.verticalScrollBar().valueChanged.connect(self._on_right)

    def _on_left(self, _value: int) -> None:
        self._follow(self._left, self._right, self._to_right)

    def _on_right(self, _value: int) -> None:
        self._follow(self._right, self._left, self._to_left)

    def _follow(self, moved: Editor | BesideText, other: Editor | BesideText, to_other: Callable[[int], int]) -> None:
        if self._following or not self._right.isVisible():
            return
        self._following = True
        bar = moved.verticalScrollBar()
        if bar.value() == bar.maximum() and bar.maximum():
            other.verticalScrollBar().setValue(other.verticalScrollBar().maximum())
        else:
            other.scroll_to_token(to_other(moved.visible_tokens().first_index()))
        self._following = False
