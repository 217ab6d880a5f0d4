"""The signs that people put under messages: a small set, so that they can be counted."""

SIGNS = ("👍", "❤️", "😂", "😮", "😢", "🎉", "🙏", "🌱")
