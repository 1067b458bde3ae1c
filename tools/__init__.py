"""What the Makefile's commands need beside the product."""
