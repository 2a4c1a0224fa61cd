"""The evaluation report 评标报告: its data, its template, its PDF."""
