"""What charts are made of: traces, axes, scales, thinning for the screen, drawing, palette. Places what it is given."""
