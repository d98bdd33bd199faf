"""What can be read off a run: one file per idea, most of them named after the chart that shows it."""
