"""Members month by month in closed form, and what happens to them."""
