"""What goods does in the background."""

from meadow.goods import back_in_stock, bulk_jobs, letters, low_stock, publishing_jobs, stock_jobs  # noqa: F401 - so that their tasks are known
