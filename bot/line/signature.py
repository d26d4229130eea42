"""Does this body really come from LINE?"""

from linebot.v3.webhook import SignatureValidator


class Signatures:
    """Checks against every secret in force: two while the channel secret is being rotated."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        self._validators = [SignatureValidator(secret) for secret in secrets]

    def match(self, body: str, signature: str) -> bool:
        """Is `signature` the Base64 HMAC-SHA256 of the raw body under one of the secrets?

        https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
        """
        # compare_digest refuses non-ASCII text, which no signature contains.
        if not signature or not signature.isascii():
            return False
        return any(validator.validate(body, signature) for validator in self._validators)
