"""One file per chart: a moment in; its figure, sentence, table and key out."""
