"""Files gone wrong in every way that we could think of, through every reader."""
