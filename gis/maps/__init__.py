"""Maps: one self-contained HTML page for a plan, and the style that all maps share."""
