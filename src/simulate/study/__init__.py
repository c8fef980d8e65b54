"""Running plans over many draws, and summing up."""
