"""What can be read off a run: one file per idea, named as the chart that shows it."""
