"""What is read off a run: one file per idea, each named as the chart that shows it."""
