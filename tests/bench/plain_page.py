"""What one would write first: six figures drawn the ordinary way, whole-script rerun, default settings."""

import math

import plotly.graph_objects as go
import streamlit as st

st.set_page_config(layout="wide")
state = st.session_state
state.setdefault("t", 15)


def forward():
    state.t += 1


st.button("Step", on_click=forward)
start = {"Wx": 0.8, "Wh": 1.2, "Bx": 0.1, "Wy": 1.5, "By": -0.2}
w = {name: st.sidebar.slider(name, -3.0, 3.0, value) for name, value in start.items()}
h, H, X = 0.0, [], []
for i in range(state.t + 1):
    x = math.sin(i / 2)
    h = math.tanh(x * w["Wx"] + h * w["Wh"] + w["Bx"])
    H.append(h)
    X.append(x)
e = h * w["Wy"] + w["By"] - math.sin((state.t + 1) / 2)
p, P = e * w["Wy"], []
for k in range(10):
    p *= (1 - H[-1 - k] ** 2) * (w["Wh"] if k else 1)
    P.append(p)
st.latex(r"Loss_t = " + f"{0.5 * e * e:.4f}")
columns, lags = st.columns(2), list(range(10))
charts = {
    "out_H": H[-10:][::-1],
    "X": X[-10:][::-1],
    "dWx": [a * b for a, b in zip(P, X[::-1], strict=False)],
    "dBx": P,
    "dWh": [a * b for a, b in zip(P, H[-2::-1], strict=False)],
}
for i, (name, values) in enumerate(charts.items()):
    figure = go.Figure(go.Bar(x=lags, y=values)).update_layout(title=name, height=260)
    columns[i % 2].plotly_chart(figure, key=name)
run = go.Figure([go.Scatter(y=X, name="X"), go.Scatter(y=H, name="out_H")]).update_layout(height=260)
columns[1].plotly_chart(run, key="seq")
