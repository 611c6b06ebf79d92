"""What a system wants to know of the site to install it: the web app manifest.

https://www.w3.org/TR/appmanifest/
"""

from sitekit.outputs import dump

NAME = "manifest.webmanifest"
#: The colours of the page's ground, --paper in docs/assets/css/site.css: light, dark.
GROUNDS = ("#faf7f1", "#0f161b")
#: Where the icons are: name, pixels, and whether a system may cut them to its own shape.
ICONS = (
    ("icon-192.png", 192, False),
    ("icon-512.png", 512, False),
    ("icon-maskable-192.png", 192, True),
    ("icon-maskable-512.png", 512, True),
)


def manifest(name: str, description: str, language: str) -> str:
    """The manifest of a language; both cover the whole site, so that the switch stays inside."""
    root = "../" if language == "en" else "./"
    icons = [
        {
            "src": f"{root}assets/img/{file}",
            "sizes": f"{pixels}x{pixels}",
            "type": "image/png",
            "purpose": "maskable" if maskable else "any",
        }
        for file, pixels, maskable in ICONS
    ]
    return dump(
        {
            "name": name,
            "short_name": name,
            "description": description,
            "lang": language,
            "dir": "ltr",
            "start_url": "./",
            "scope": root,
            "display": "minimal-ui",
            "background_color": GROUNDS[0],
            "theme_color": GROUNDS[0],
            "categories": ["education"],
            "icons": icons,
        }
    )
