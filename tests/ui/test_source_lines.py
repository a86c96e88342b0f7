"""Lines from a token to what it reads stay where they can be seen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF

from gpt_studio.ui.write.source_lines import _curve


@pytest.mark.parametrize("line", [0, 26, 52, 200])
@pytest.mark.parametrize("distance", [5, 60, 400])
def test_no_arch_leaves_the_text_at_the_top(line, distance):
    source, query = QRectF(0, line, 20, 24), QRectF(distance, line, 20, 24)
    arch = _curve(source, query).boundingRect()
    assert arch.top() >= -1
    assert arch.height() > 3


def test_an_arch_stands_above_its_line_where_there_is_room():
    arch = _curve(QRectF(0, 200, 20, 24), QRectF(90, 200, 20, 24)).boundingRect()
    assert arch.bottom() <= 203
