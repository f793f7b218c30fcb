"""The scorecard's content in Dash: its drawings, or its words with four Plotly charts; and clicks.

python dash_page.py drawings|charts|question CONTENT.json PORT
"""

import json
import sys
from pathlib import Path

import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html

kind, file, port = sys.argv[1:]
content = json.loads(Path(file).read_text(encoding="utf-8"))
app = Dash(__name__)


def raw(markup: str) -> dcc.Markdown:
    return dcc.Markdown(markup, dangerously_allow_html=True)


def chart(rows: list[tuple[str, float]]) -> dcc.Graph:
    bars = go.Bar(x=[each[1] for each in rows], y=[each[0] for each in rows], orientation="h")
    return dcc.Graph(figure=go.Figure(bars))


parts: list[object] = [html.H1(content["headline"])]
if kind == "drawings":
    for title, markup in content["drawings"]:
        parts += [html.H2(title), html.Div(raw(markup), className="drawn")]
elif kind == "charts":
    for title, rows in content["charts"]:
        parts += [html.H2(title), chart(rows)]
else:
    for at, question in enumerate(content["questions"]):
        parts += [
            html.H2(question["text"]),
            dcc.RadioItems(question["answers"], id=f"radio-{at}"),
            html.Div(id=f"said-{at}", className="said"),
        ]

        @app.callback(Output(f"said-{at}", "children"), Input(f"radio-{at}", "value"))
        def said(value: str | None) -> object:
            return None if value is None else [html.P(f"Saved {value}"), raw(content["verdict"])]


app.layout = html.Div(parts, className="drawn")
app.index_string = app.index_string.replace("</head>", f"<style>{content['css']}</style></head>")
app.run(port=int(port), debug=False)
