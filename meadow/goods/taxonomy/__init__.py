"""The platform's own categories and attributes: a small open taxonomy in English and Chinese, mapped to Google's."""
