"""What every standard control looks like in both schemes: its edge, and what it says, stand out from its ground."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QRadioButton,
    QScrollBar,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from test_theme import contrast

from gpt_studio.ui import theme
from gpt_studio.ui.style import Style, restyle


@pytest.fixture(params=["light", "dark"])
def styled(request, qapp):
    sheet, palette, style = qapp.styleSheet(), qapp.palette(), qapp.style().name()
    theme.ask_for_scheme(request.param)
    keeper = Style(qapp)
    yield keeper
    theme.ask_for_scheme("system")
    qapp.styleHints().colorSchemeChanged.disconnect(keeper._on_scheme_changed)
    keeper.deleteLater()
    qapp.setStyle(style)
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)


def field():
    found = QPlainTextEdit()
    found.setProperty("kind", "field")
    return found


def checked(box):
    box.setChecked(True)
    return box


def check_list(state):
    found = QListWidget()
    item = QListWidgetItem(" ")
    item.setCheckState(state)
    found.addItem(item)
    return found


def slider():
    found = QSlider(Qt.Orientation.Horizontal)
    found.setValue(0)
    return found


def bar():
    found = QScrollBar(Qt.Orientation.Horizontal)
    found.setRange(0, 10)
    return found


CONTROLS = {
    "box": QCheckBox, "ticked box": lambda: checked(QCheckBox()), "choice": QRadioButton,
    "taken choice": lambda: checked(QRadioButton()), "line": QLineEdit, "number": QSpinBox,
    "fraction": QDoubleSpinBox, "list of choices": QComboBox, "field": field, "slider": slider, "scroll bar": bar,
    "list with boxes": lambda: check_list(Qt.CheckState.Unchecked),
    "list with ticked boxes": lambda: check_list(Qt.CheckState.Checked),
}  # fmt: skip


def strongest(widget, ground):
    """The highest contrast with the ground of any pixel of a widget."""
    image = widget.grab().toImage()
    seen = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    return max(contrast(QColor(pixel), ground) for pixel in seen)


@pytest.mark.parametrize("ground", ["surface", "window"])
@pytest.mark.parametrize("name", CONTROLS)
def test_a_control_stands_out_from_its_ground(styled, qtbot, name, ground):
    place = QWidget()
    qtbot.addWidget(place)
    place.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    control = CONTROLS[name]()
    QVBoxLayout(place).addWidget(control)
    control.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    restyle(place, role={"surface": "surface", "window": "panel"}[ground])
    place.resize(160, 80)
    assert strongest(place, theme.color(ground)) >= 3


def test_a_tick_is_seen_on_its_box(styled, qtbot):
    box = checked(QCheckBox())
    qtbot.addWidget(box)
    assert strongest(box, theme.color("accent")) >= 4.5
