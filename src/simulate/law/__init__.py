"""The dated law base: what the law says in a month, with its reference and grade."""

from simulate.law.base import Law, LawMonth, LawValue

__all__ = ["Law", "LawMonth", "LawValue"]
