"""A page with one chart, in Streamlit's own element."""

import plotly.graph_objects as go
import streamlit as st

st.plotly_chart(go.Figure(go.Scatter(y=[0, 1, 0])))
