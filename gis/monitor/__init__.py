"""What tickets tell: stages, heat, hot spots, concentration, reach. Pure."""
