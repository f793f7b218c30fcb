"""An empty page with one Plotly figure: the least that a page to explore can take."""

import plotly.graph_objects as go
import streamlit as st


@st.cache_resource
def figure() -> go.Figure:
    return go.Figure(go.Bar(x=list(range(12)), y=list(range(12))))


st.title("One figure")
st.plotly_chart(figure())
