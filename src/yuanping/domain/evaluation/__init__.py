"""Committee at work: review, scores, votes, ranking, report (电子评标)."""
