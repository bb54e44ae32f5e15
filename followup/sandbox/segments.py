"""How many SMS segments a text is charged as, counted apart from the product's own counting."""

# GSM 03.38 default alphabet (ESC left out, since nobody types it) and its extension table.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")


def count(text: str) -> int:
    """Segments of 160 (153 when several) septets, or of 70 (67) UTF-16 units; at least one."""
    if _is_gsm(text):
        return _packed([2 if letter in _EXTENDED else 1 for letter in text], 160, 153)
    return _packed([len(letter.encode("utf-16-le")) // 2 for letter in text], 70, 67)


def _is_gsm(text: str) -> bool:
    return all(letter in _BASIC or letter in _EXTENDED for letter in text)


def _packed(widths: list[int], single: int, several: int) -> int:
    # A character of two units never straddles two segments (GSM 03.38, 6.1; UTF-16 surrogates).
    if sum(widths) <= single:
        return 1
    segments, room = 1, several
    for width in widths:
        if width > room:
            segments, room = segments + 1, several
        room -= width
    return segments
