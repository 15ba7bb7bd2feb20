"""The colours of amounts, here by themselves: a sketch comes before plotly is there."""

# Blues (ColorBrewer) without their palest; on black turned round, so that more always stands out:
# plot.js takes the one for the theme of the page.
ON_WHITE = ["#DEEBF7", "#B3D2E9", "#7FB8DA", "#4A98C9", "#2171B5", "#084A91", "#062B5B"]
ON_BLACK = ["#24425F", "#225687", "#2271AD", "#3F97D3", "#77BBE8", "#B4DBF5", "#EAF6FF"]
BLANK = "rgba(128, 128, 128, 0.13)"  # of what never occurs
