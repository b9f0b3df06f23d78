//! The visible tree of one place: pages, open folders, sort, filter and selection, in rows a window asks for.
