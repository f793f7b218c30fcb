"""The floor of page loads: a stock Streamlit page with one title."""

import streamlit as st

st.title("Ready")
