"""Pure functions from a result to a plotly figure; one figure serves page and report."""
