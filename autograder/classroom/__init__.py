"""Submissions in, gradebook out."""
