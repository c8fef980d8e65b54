"""What notebooks need: parameters read and checked, forms."""
