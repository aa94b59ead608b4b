"""Quotations that are looked up, and how often rightly: cases made from an archive, cases by hand, and measures."""
