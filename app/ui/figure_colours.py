"""The colours of the figures of any page, light and dark."""

from typing import Any

# From the accent towards the page: the darkest on paper, the lightest in the dark.
SHADES = ("#1F4E8C", "#38659E", "#517CB0", "#6B93C1", "#86AAD1", "#A1C0E0", "#BDD5ED", "#D5E4F4")
DARK_SHADES = (
    *("#84B6FF", "#6FA0EA", "#5C8BD4", "#4A76BD"),
    *("#3A62A4", "#2E508A", "#254170", "#1D3358"),
)
# Told apart by more than lightness: lines cross.
LINES = ("#1F4E8C", "#0F766E", "#B54708", "#7A5AF8", "#B42318", "#4C71A3", "#667085", "#101828")
DARK_LINES = (
    *("#84B6FF", "#34D399", "#FDB022", "#B6A6FF"),
    *("#F97066", "#4A76BD", "#98A2B3", "#E6EAF0"),
)
DASHES = ("solid", "dash", "dot", "dashdot")
GREY = {False: "#98A2B3", True: "#667085"}
BAD = {False: "#B42318", True: "#F97066"}
PLAN = {False: "#B54708", True: "#FDB022"}
ACCENT = {False: "#1F4E8C", True: "#84B6FF"}
BACK = {False: "#FFFFFF", True: "#0E131B"}
# 5 Enforced is the strongest, 1 Absent the faintest, as in the drawings.
LEVELS = {
    False: {5: "#1F4E8C", 4: "#4C71A3", 3: "#94AAC8", 2: "#C1CEDF", 1: "#E0E7EF"},
    True: {5: "#84B6FF", 4: "#6C95D1", 3: "#47618A", 2: "#2F415C", 1: "#1F2B3C"},
}


def hatched(dark: bool) -> dict[str, Any]:
    """Return the fill of what is unknown, or stands idle."""
    return {
        "color": "rgba(0,0,0,0)",
        "line": {"color": GREY[dark], "width": 1},
        "pattern": {"shape": "/", "fgcolor": GREY[dark], "size": 6},
    }
