"""Charts as functions of data: numbers in, a plotly figure out; no Streamlit, no arithmetic."""
