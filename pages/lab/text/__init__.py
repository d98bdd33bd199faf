"""What is written on every page: notation and the one number formatter, formulas, glossary, presets."""
