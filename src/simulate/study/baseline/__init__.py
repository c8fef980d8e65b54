"""Where the regency stands: claims beside evidence."""
