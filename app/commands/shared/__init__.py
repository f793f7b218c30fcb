"""What commands share: their options, the home they open, and where they put what they make."""
