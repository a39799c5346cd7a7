"""What happened, as values: endings, refusals, findings, verdicts. `telling` has the words for them."""
