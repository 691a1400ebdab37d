"""What is kept in PostGIS. Statements live here; who may do what is decided above."""
