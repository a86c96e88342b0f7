"""How the widgets look: Fusion, the theme's palette, and one style sheet made from the theme's colours.

Widgets choose by dynamic property: `role` (muted, heading, mono) for labels, `kind` (primary, flat, segment, link)
for buttons. Nothing here knows a panel.
"""

from __future__ import annotations

from string import Template

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from gpt_studio.files.places import resource

from . import theme

SHEET = Template("""
QWidget { outline: none; }
QToolTip { background: $raised; color: $text; border: 1px solid $border; padding: 5px 7px; }

QMenuBar { background: $window; padding: 2px 6px; border: none; }
QMenuBar::item { padding: 4px 9px; border-radius: 5px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $raised; border: 1px solid $border; padding: 5px; }
QMenu::item { padding: 5px 26px 5px 22px; border-radius: 5px; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $border; margin: 5px 8px; }
QMenu::icon { padding-left: 6px; }

QPushButton, QToolButton { color: $text; border-radius: 6px; padding: 5px 12px; }
QPushButton { background: $raised; border: 1px solid $border; min-height: 16px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $border; }
QPushButton:disabled, QToolButton:disabled { color: $muted; }
QPushButton:focus { border: 1px solid $accent; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: $accent_hover; }
QPushButton[kind="primary"]:focus { border: 1px solid $text; }
QPushButton[kind="primary"]:disabled { background: $hover; color: $muted; border: 1px solid $border; }
QPushButton[kind="link"] { background: transparent; border: none; color: $accent; padding: 2px 3px; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border: 1px solid $accent; }
QPushButton[kind="link"]:disabled { color: $muted; text-decoration: none; }
QToolButton { background: transparent; border: 1px solid transparent; padding: 4px 8px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $hover; }
QToolButton:focus { border: 1px solid $accent; }
QToolButton[popupMode="2"] { padding-right: 20px; }
QToolButton::menu-indicator { image: url($arrow_down); subcontrol-position: right center; right: 4px; }
QToolButton[kind="icon"] { padding: 3px; }
QToolButton[kind="fold"] { padding: 4px 6px; }
QToolButton[kind="fold"]:checked { background: transparent; }
QToolButton[kind="fold"]:checked:hover { background: $hover; }
QFrame[role="switch"] { background: $hover; border-radius: 8px; }
QToolButton[kind="segment"] { padding: 4px 14px; color: $muted; }
QToolButton[kind="segment"]:hover { color: $text; background: transparent; }
QToolButton[kind="segment"]:checked { background: $raised; color: $text; border: 1px solid $border; }
QToolButton[kind="segment"]:focus { border: 1px solid $accent; }

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox {
    background: $surface; color: $text; border: 1px solid $outline; border-radius: 6px;
    placeholder-text-color: $muted; padding: 3px 7px; min-height: 18px;
    selection-background-color: $selection; selection-color: $text;
}
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus { border: 1px solid $accent; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled {
    color: $muted; background: $window; border: 1px solid $border;
}
QSpinBox, QDoubleSpinBox { qproperty-alignment: 'AlignRight | AlignVCenter'; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button {
    subcontrol-origin: border; width: 18px; border: none; background: transparent;
}
QSpinBox::up-button, QDoubleSpinBox::up-button { subcontrol-position: top right; margin: 2px 2px 0 0; }
QSpinBox::down-button, QDoubleSpinBox::down-button { subcontrol-position: bottom right; margin: 0 2px 2px 0; }
QSpinBox::up-button:hover, QDoubleSpinBox::up-button:hover, QSpinBox::down-button:hover,
QDoubleSpinBox::down-button:hover { background: $hover; border-radius: 3px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url($arrow_up); width: 10px; height: 10px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url($arrow_down); width: 10px; height: 10px; }
QComboBox::drop-down { subcontrol-origin: border; subcontrol-position: center right; width: 20px; border: none; }
QComboBox::down-arrow { image: url($arrow_down); width: 12px; height: 12px; }
QComboBox QAbstractItemView {
    background: $raised; border: 1px solid $border; padding: 4px; selection-background-color: $hover;
}

QPlainTextEdit[kind="field"] {
    background: $surface; color: $text; border: 1px solid $outline; border-radius: 6px; padding: 2px;
    placeholder-text-color: $muted;
}
QPlainTextEdit[kind="field"]:focus { border: 1px solid $accent; }

QCheckBox, QRadioButton { spacing: 8px; }
QCheckBox::indicator, QGroupBox::indicator, QAbstractItemView::indicator {
    width: 14px; height: 14px; background: $surface; border: 1px solid $outline; border-radius: 4px;
}
QCheckBox::indicator:checked, QGroupBox::indicator:checked, QAbstractItemView::indicator:checked {
    background: $accent; border: 1px solid $accent; image: url($checked);
}
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate {
    background: $accent; border: 1px solid $accent; image: url($partly);
}
QRadioButton::indicator {
    width: 14px; height: 14px; background: $surface; border: 1px solid $outline; border-radius: 8px;
}
QRadioButton::indicator:checked {
    width: 6px; height: 6px; background: $on_accent; border: 5px solid $accent; border-radius: 8px;
}
QCheckBox::indicator:hover, QRadioButton::indicator:hover, QGroupBox::indicator:hover { border-color: $accent; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
QCheckBox::indicator:focus, QRadioButton::indicator:unchecked:focus { border: 1px solid $accent; }
QCheckBox:disabled, QRadioButton:disabled { color: $muted; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled, QAbstractItemView::indicator:disabled {
    background: $window; border-color: $border;
}
QCheckBox::indicator:checked:disabled { background: $muted; border-color: $muted; }
QRadioButton::indicator:checked:disabled { border-color: $muted; }

QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 11px; }
QScrollBar:horizontal { height: 11px; }
QScrollBar::handle { background: $outline; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSlider::groove:horizontal { height: 4px; background: $hover; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal {
    background: $raised; border: 1px solid $muted; width: 10px; height: 12px; margin: -5px 0; border-radius: 6px;
}
QSlider::handle:horizontal:hover { border: 1px solid $accent; background: $hover; }
QSlider::sub-page:horizontal:disabled { background: $border; }
QSlider::handle:horizontal:disabled { background: $window; border: 1px solid $border; }

QSplitter::handle { background: $border; }
QProgressBar { background: $hover; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: transparent; color: $muted; border: none; padding: 3px 6px; }
QTableView, QListView, QTreeView {
    background: transparent; border: none; selection-background-color: $hover; selection-color: $text;
}
QTreeView[kind="rows"]::item { padding: 4px 3px; }
QTableView[kind="rows"]::item { padding: 0 3px; }
QListWidget::item { padding: 5px 6px; border-radius: 5px; }
QListWidget::item:selected { background: $hover; color: $text; }
QTabBar::tab {
    background: transparent; color: $muted; padding: 6px 12px; border: none; border-bottom: 2px solid transparent;
}
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tab:hover { color: $text; }
QTabWidget::pane { border: none; }
QScrollArea { background: transparent; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QTableCornerButton::section { background: transparent; border: none; }

QLabel[role="muted"] { color: $muted; }
QLabel[role="heading"] { color: $muted; font-weight: 600; }
QLabel[role="error"] { color: $error; }
QLabel[role="warning"] { color: $warning; }
QFrame[role="line"] { background: $border; border: none; }
QFrame[role="card"] { background: $raised; border: 1px solid $border; border-radius: 8px; }
QFrame[role="banner"] { background: $error_surface; border: 1px solid $error; border-radius: 8px; }
QFrame[role="notice"] { background: $warning_surface; border: 1px solid $warning; border-radius: 8px; }
QWidget[role="surface"] { background: $surface; }
QWidget[role="panel"] { background: $window; }
""")


class Style(QObject):
    """Keeps an application in the colours of the theme, also when the system changes its scheme."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        app.setStyle(QStyleFactory.create("Fusion"))
        app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        self.apply()

    def apply(self) -> None:
        """Give palette and style sheet anew. Every widget gets a PaletteChange."""
        self._app.setPalette(theme.palette())
        self._app.setStyleSheet(style_sheet())

    def _on_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        self.apply()


def style_sheet() -> str:
    """The sheet in the colours of the scheme in force."""
    c = theme.colors()
    names = {name: getattr(c, name) for name in c.__dataclass_fields__}
    accent = theme.color("accent")
    names["accent_hover"] = (accent.lighter(112) if theme.is_dark() else accent.darker(112)).name()
    for arrow in ("arrow_up", "arrow_down"):
        names[arrow] = resource(f"icons/{arrow.replace('_', '-')}.svg").as_posix()
    scheme = "dark" if theme.is_dark() else "light"
    for mark in ("checked", "partly"):
        names[mark] = resource(f"icons/{mark}-{scheme}.svg").as_posix()
    return SHEET.substitute(names)


def restyle(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties that the sheet looks at, and have them take effect."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
