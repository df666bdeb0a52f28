"""The rules of each field: text in, a normalised value or a sentence out."""
