"""Dates as they are known: YYYY, YYYY-MM or YYYY-MM-DD."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def shown(date: str, language: str) -> str:
    """The date in words, as precise as it is known."""
    year, month, day = (*date.split("-"), "", "")[:3]
    if language == "ja":
        return f"{year}年" + (f"{int(month)}月" if month else "") + (f"{int(day)}日" if day else "")
    parts = [str(int(day))] if day else []
    parts += [_MONTHS[int(month) - 1]] if month else []
    return " ".join([*parts, year])


def position(date: str) -> float:
    """The date as a number of years, in the middle of what it leaves open."""
    year, month, day = (*date.split("-"), "", "")[:3]
    if not month:
        return int(year) + 0.5
    return int(year) + (int(month) - 1 + ((int(day) - 1) / 31 if day else 0.5)) / 12
