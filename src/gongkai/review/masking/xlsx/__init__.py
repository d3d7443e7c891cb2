"""Workbooks: hidden sheets, rows and columns lose their content, values give way to their masks, nothing else changes."""

from gongkai.review.masking.xlsx.masks import mask_xlsx
from gongkai.review.masking.xlsx.strip import strip_xlsx

__all__ = ["mask_xlsx", "strip_xlsx"]
