"""What an earlier build already knows. Wrong is worse than slow: what may be old is dropped."""
