"""Addresses of new issues that already say what they are about."""

from urllib.parse import quote, urlencode


def address(repository: str, form: str, **fields: str) -> str:
    """The address of a form of ``.github/ISSUE_TEMPLATE/`` with some of its fields filled in.

    Args:
        repository: the address of the repository, without a slash at its end.
        form: the name of the form's file, without ``.yml``.
        fields: values by the ids of the form's fields; ``title`` is the issue's own.
    """
    asked = urlencode({"template": f"{form}.yml", **fields}, quote_via=quote, safe="")
    return f"{repository}/issues/new?{asked}"
