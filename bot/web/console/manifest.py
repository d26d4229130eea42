"""What a phone or a desktop needs to install the console as an app."""

from flask import Response, json, url_for

from bot.web.console.blueprint import console
from bot.web.language import say as _


@console.get("/manifest.webmanifest")
def manifest() -> Response:
    """Read before anybody signs in; it holds nothing but names and pictures."""
    told = {
        "name": "Saphan",
        "short_name": "Saphan",
        "description": _("The service desk of your LINE Official Account"),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#0f2a24",
        "theme_color": "#0f2a24",
        "icons": [
            {"src": url_for("static", filename="mark.svg"), "sizes": "any", "type": "image/svg+xml"},
            *(
                {
                    "src": url_for("static", filename=f"icon-{size}.png"),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": "any maskable",
                }
                for size in (192, 512)
            ),
        ],
    }
    return Response(json.dumps(told), mimetype="application/manifest+json")
