"""Draws the pictures for the home screen: `python tools/faces.py` writes the PNG files that are committed.

What matters lies within the middle eight tenths, since phones cut icons to shapes of their own.
"""

from __future__ import annotations

from pathlib import Path

import chromium
from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "nearer" / "web" / "static" / "nearer" / "faces"
SIZES = (180, 192, 512)
PAPER, INK, NIGHT = "#f8f4ed", "#4a4038", "#27344a"

LINES = "".join(
    f'<rect x="21" y="{y}" width="{width}" height="2.4" rx="1.2" fill="{INK}" opacity=".55"/>'
    for y, width in ((24, 22), (31, 18), (38, 22), (45, 11))
)
FACES = {
    "nearer": f"""<rect width="64" height="64" fill="{PAPER}"/><g transform="translate(10.2 10.2) scale(.68)">
<defs><clipPath id="a"><ellipse cx="24" cy="32" rx="18" ry="24" transform="rotate(16 24 32)"/></clipPath></defs>
<ellipse cx="24" cy="32" rx="18" ry="24" transform="rotate(16 24 32)" fill="#e0b15c"/>
<ellipse cx="40" cy="32" rx="18" ry="24" transform="rotate(-16 40 32)" fill="#83b0cf"/>
<ellipse cx="40" cy="32" rx="18" ry="24" transform="rotate(-16 40 32)" fill="#5c7a4c" clip-path="url(#a)"/></g>""",
    "notes": f"""<rect width="64" height="64" fill="#dfe6dc"/>
<path d="M16 13h24l8 8v30H16z" fill="{PAPER}"/><path d="M40 13v8h8z" fill="#c9bfae"/>{LINES}""",
    "evenings": f"""<rect width="64" height="64" fill="{NIGHT}"/>
<path d="M0 47h64v17H0z" fill="#1b2536"/><path d="M38 15a14.5 14.5 0 1 0 10.4 19.6A12 12 0 0 1 38 15z" fill="#f0d9a4"/>
<circle cx="20" cy="22" r="1.3" fill="#f8f4ed"/><circle cx="49" cy="18" r="1" fill="#f8f4ed"/>""",
}


def main() -> None:
    """Writes each face in each size."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        path = chromium.find(playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        for name, drawn in FACES.items():
            for size in SIZES:
                page = browser.new_page(viewport={"width": size, "height": size})
                svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="{size}" height="{size}">'
                page.set_content(f"<body style='margin:0'>{svg}{drawn}</svg>")
                page.screenshot(path=FOLDER / f"{name}-{size}.png")
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
