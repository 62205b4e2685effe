"""Why a text is read with one profile and not with another, for authors of profiles."""

from pathlib import PurePath
from typing import Any, NamedTuple

from articles.outlets.marks import Mark, choose_profile, find_marks
from settings.profiles import AUTO, PathProfiles, load_profiles, read_profiles


class ProfileChoice(NamedTuple):
    """The profile that a text was read with.

    ``name`` is its name in settings, ``title`` the outlet's; ``marks`` are its marks that the text bears, ``rivals``
    the other profiles of which it bears some, with how many; ``auto`` is the profile that the marks alone would
    choose.
    """

    name: str
    title: str
    why: str
    marks: tuple[Mark, ...]
    rivals: dict[str, int]
    auto: str

    def as_json(self) -> dict[str, Any]:
        """Everything, for ``--json``."""
        return self._asdict() | {"marks": [mark._asdict() for mark in self.marks]}


def explain_choice(text: str, choice: PathProfiles, said_by: str) -> ProfileChoice:
    """Why a normalised text is read with its profile; ``said_by`` is where a profile is named that is not ``auto``.

    A file of the user's that has the name of one of ours stands in its place.
    """
    outlets = load_profiles(read_profiles(AUTO, {"*": choice.name}))
    ours = {outlets.name_of(profile): profile for profile in outlets.by_name[AUTO]}
    own = outlets.by_name[choice.name][0] if choice.name != AUTO else None
    stands_for = PurePath(choice.name).stem
    contest = [own if own and name == stands_for else profile for name, profile in ours.items()]
    if own and own not in contest:
        contest.insert(0, own)
    winner = choose_profile(text, contest)
    profile = own or winner
    marks = find_marks(text, profile)
    rivals = {outlets.name_of(other): len(find_marks(text, other)) for other in contest if other is not profile}
    by_marks = "by its marks" if any(profile.marks) else "no outlet's marks are proof"
    return ProfileChoice(
        name=outlets.name_of(profile),
        title=profile.name,
        why=f"named by {said_by}" if own else by_marks,
        marks=marks,
        rivals={name: count for name, count in rivals.items() if count},
        auto=outlets.name_of(winner),
    )
