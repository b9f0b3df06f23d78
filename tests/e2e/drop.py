"""A window that offers files and folders to be dragged out of it, as a file manager would.

Usage: drop.py PATH...   Says "ready" when it can be dragged from and "dropped" or "refused" when the drag is over.
"""
import pathlib
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402

uris = [pathlib.Path(path).absolute().as_uri() for path in sys.argv[1:]]


def say(word):
    print(word, flush=True)


window = Gtk.Window(title="drag source")
window.set_decorated(False)
window.set_keep_above(True)
window.set_default_size(160, 120)
window.move(1500, 40)
area = Gtk.EventBox()
area.add(Gtk.Label(label="drag me"))
area.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
area.drag_source_add_uri_targets()
area.connect("drag-data-get", lambda _area, _context, data, _info, _time: data.set_uris(uris))
area.connect("drag-failed", lambda *_: (say("refused"), Gtk.main_quit()))
area.connect("drag-end", lambda *_: (say("dropped"), Gtk.main_quit()))
window.add(area)
window.connect("map-event", lambda *_: say("ready"))
window.connect("destroy", Gtk.main_quit)
window.show_all()
Gtk.main()
