"""What can be done in the window: one table drives menus, shortcuts, palette, tooltips and tests."""
