"""About me in easy read: one question after the other, each with a picture, for the very same profile.

    questions  what a question and its answers are, and what an answer makes of what was written before
    places     the questions about getting there, the house and the things in it
    support    the questions about people, health and help
    asked      all of them, in order, and which are asked of whom

Pure: knows needs, times of support and topics of notes; nothing of pages or the database.
"""
