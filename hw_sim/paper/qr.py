"""The QR code that a head keeps in store between the commands of GS ( k."""


class QrStore:
    """Module size, error correction and data, as the last commands have set them."""

    def __init__(self) -> None:
        self.module = 3
        """Dots of one module, 1 to 16."""
        self.level = 0
        """0 to 3 for L M Q H."""
        self.data = b""

    def keep(self, body: bytes) -> bool:
        """Take in what follows GS ( k pL pH; False if it is about no QR code."""
        if body[:1] != b"1" or len(body) < 3:
            return False
        match body[1]:
            case 0x43:
                self.module = min(max(body[2], 1), 16)
            case 0x45:
                self.level = (body[2] - 0x30) % 4
            case 0x50:
                self.data = body[3:]
        return True

    def printed_by(self, body: bytes) -> bool:
        """Whether these are the bytes that print what is in store."""
        return body[1] == 0x51
