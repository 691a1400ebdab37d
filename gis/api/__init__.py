"""The web service: FastAPI under ``/api/v1``, typed, problem+json, denied by default."""
