"""The product's server around the page that a click costs least on."""

from pathlib import Path

import streamlit as st

from app.entry.asgi import MIDDLEWARE, ROUTES, lifespan

SCRIPT = Path(__file__).with_name("clicked.py")
app = st.App(str(SCRIPT), routes=ROUTES, middleware=MIDDLEWARE, lifespan=lifespan)
