"""The parts that a person touches, sees and hears. Each knows its chip, none knows the hall."""
