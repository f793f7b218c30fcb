"""What is measured and judged: questions, probes and the scoring method."""
