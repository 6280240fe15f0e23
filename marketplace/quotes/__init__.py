"""What is asked before anything is held: dated quotes, breaks to choose from, and a care-home week beside a break.

Each is a paper of its day: kept as it was, whatever prices do later. Nothing here holds a space or sets money aside.
"""
