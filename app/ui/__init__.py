"""Adapters between view-models and Streamlit: the frame, drawings, forms and Plotly figures."""
