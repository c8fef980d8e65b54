"""Outreach: who is uncovered in which desa, where effort wins them, and where outlets stand."""
