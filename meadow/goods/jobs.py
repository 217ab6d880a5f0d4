"""What goods does in the background."""

from meadow.goods import bulk_jobs, letters, low_stock  # noqa: F401 - their tasks are known once this module is
