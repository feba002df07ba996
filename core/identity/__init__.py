"""What two profiles say they are: handles, names, bios, when they were made, who follows them."""
