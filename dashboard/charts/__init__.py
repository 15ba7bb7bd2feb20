"""Charts as functions of data: numbers in, a plotly Figure out; no Streamlit, no arithmetic."""
