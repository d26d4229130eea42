"""What LINE tells about a contact afterwards, when asked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProfileRead:
    """Their profile has come. `language` is what their LINE is set to, as LINE writes it; often empty.

    `words` are what they have written so far.
    """

    language: str
    words: tuple[str, ...] = ()
