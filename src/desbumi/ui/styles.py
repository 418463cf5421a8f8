"""The five layers of style as one file, in order, so that a page asks once."""

from pathlib import Path

LAYERS = ("tokens", "base", "layout", "components", "print")
FOLDER = Path(__file__).parent / "static/ui/css"
STYLES = FOLDER / "desbumi.css"


def write_styles() -> Path:
    """Write `desbumi.css` of the five layers beside them; not kept in the repository."""
    text = "\n".join((FOLDER / f"{layer}.css").read_text() for layer in LAYERS)
    if not STYLES.exists() or STYLES.read_text() != text:
        STYLES.write_text(text)
    return STYLES


if __name__ == "__main__":  # when the program is put in place: whoever serves it may not write here
    write_styles()
