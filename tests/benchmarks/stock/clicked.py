"""The floor of clicks: a page with one title and one button, under the product's own server."""

import streamlit as st

st.title("Ready")
st.button("Again", key="again")
