"""What goes wrong with settings, in a sentence for the user."""


class SettingsError(Exception):
    """Something set on this computer cannot be used; its text is a sentence."""
