"""The language of an article. For now the outlet's own; a detector would have its room here."""

from articles.profile import Profile


def language_of(profile: Profile) -> str | None:
    """Return the language that the outlet prints in (BCP 47); None where the profile does not say."""
    return profile.language
