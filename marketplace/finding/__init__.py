"""What goes on around a search: listings kept and compared, searches kept, and word of what frees up or joins."""
