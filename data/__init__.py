"""What is kept: landed rows, generations of the warehouse, and all that people write."""
