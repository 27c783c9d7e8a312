"""What is imported as torch where this folder is on the path: nothing, as where only graphloop is installed.

spaCy imports torch wherever there is one, which takes longer than all else that a command does.
"""

raise ImportError("there is no torch here")
