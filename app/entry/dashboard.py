"""The script that Streamlit runs for every visitor: the frame around the page they ask for."""

from app.ui.frame import run

run()
