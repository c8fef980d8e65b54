"""Holds a record of what happened against draws of what was planned."""
