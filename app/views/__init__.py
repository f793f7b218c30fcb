"""From scorecard to plain view-models: what a page draws is what an export draws."""
